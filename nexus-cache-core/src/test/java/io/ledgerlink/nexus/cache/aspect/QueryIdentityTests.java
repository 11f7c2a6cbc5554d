package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.PageSize;
import io.ledgerlink.nexus.cache.Pagination;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Sort;

/** Calls that mean different things are not answered with one result. */
class QueryIdentityTests {

    record Search(String tenant, String text, @Nullable Integer page) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "searches";
        }

        @Override
        public Map<String, ?> keyParts() {
            return Map.of("text", text);
        }

        @Override
        public @Nullable Object pagination() {
            return page == null ? null : Pagination.of(page, 10);
        }
    }

    static class Searches {

        @CachedQuery(cache = "searches")
        public String sorted(Search query, Sort sort) {
            return query + " by " + sort;
        }

        @CachedQuery(cache = "searches")
        public String numbered(Search query, @PageNumber int page, @PageSize int size) {
            return query + " " + page;
        }
    }

    @Test
    void aPageAmongTheParametersAndOneOfTheQueryAreRefused() {
        try (Application application = Application.with(Searches.class).start()) {
            Searches queries = application.get(Searches.class);
            Search paged = new Search("t1", "cash", 1);
            assertThatThrownBy(() -> queries.sorted(paged, Sort.by("a")))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage(
                            "Searches.sorted(Search,Sort) has a page among its parameters, and its query 'query' has"
                                    + " a pagination() of its own. Keep one of them: let pagination() give the whole page, or"
                                    + " null.");
            assertThatThrownBy(() -> queries.numbered(paged, 0, 10))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessageStartingWith("Searches.numbered(Search,int,int) has a page among its parameters, and");
            Search whole = new Search("t1", "cash", null);
            String first = queries.sorted(whole, Sort.by("a"));
            assertThat(queries.sorted(whole, Sort.by("a"))).isSameAs(first);
            assertThat(queries.sorted(whole, Sort.by("b"))).isNotEqualTo(first);
        }
    }
}
