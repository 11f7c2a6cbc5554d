package io.ledgerlink.nexus.cache.benchmarks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Spring Data Redis' own JSON of any type, with what it takes to read a page again: permitted classes and mix-ins. */
final class SpringJson {

    private SpringJson() {}

    /**
     * A serializer of this application's classes and those that a page needs.
     *
     * @param permitted beginnings of the names of further classes
     */
    static GenericJacksonJsonRedisSerializer serializer(String... permitted) {
        BasicPolymorphicTypeValidator.Builder types = BasicPolymorphicTypeValidator.builder()
                .allowIfSubType("io.ledgerlink.")
                .allowIfSubType("org.springframework.data.")
                .allowIfSubType("java.");
        for (String beginning : permitted) {
            types.allowIfSubType(beginning);
        }
        return GenericJacksonJsonRedisSerializer.create(serializer -> serializer
                .enableSpringCacheNullValueSupport()
                .enableDefaultTyping(types.build())
                // JetCache's holder of a value is made of less than its JSON has, and told the rest.
                .customize(mapper -> readPages(mapper.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES))));
    }

    /** Lets a mapper that notes classes beside values read a page. */
    static void readPages(MapperBuilder<?, ?> mapper) {
        mapper.addMixIn(PageImpl.class, PageMixIn.class).addMixIn(PageRequest.class, PageRequestMixIn.class);
    }

    @JsonIncludeProperties({"content", "pageable", "totalElements"})
    private abstract static class PageMixIn {

        @JsonCreator
        PageMixIn(
                @JsonProperty("content") List<?> content,
                @JsonProperty("pageable") Pageable pageable,
                @JsonProperty("totalElements") long total) {}
    }

    @JsonIncludeProperties({"pageNumber", "pageSize"})
    private abstract static class PageRequestMixIn {

        @JsonCreator
        static PageRequest of(@JsonProperty("pageNumber") int number, @JsonProperty("pageSize") int size) {
            throw new UnsupportedOperationException("Only its annotations are looked at.");
        }
    }
}
