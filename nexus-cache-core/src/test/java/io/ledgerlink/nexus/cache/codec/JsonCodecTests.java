package io.ledgerlink.nexus.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.ledgerlink.nexus.cache.codec.Samples.Entry;
import io.ledgerlink.nexus.cache.codec.Samples.Side;
import io.ledgerlink.nexus.cache.entry.Compression;
import io.ledgerlink.nexus.cache.entry.EntryCodec;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

class JsonCodecTests extends ExactCopyContract {

    private static final Entry ENTRY =
            new Entry(1, "a", new BigDecimal("1.00"), Side.CREDIT, Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    CacheCodec codec() {
        return JsonCodec.standard();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClassName {}

    record ReadByClassName(int number) implements ByClassName {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Square.class))
    interface Annotated {}

    @JsonTypeName("sq")
    record Square(int side) implements Annotated {}

    @Test
    void classNamesAreRefusedEvenWhereTheyAreAnnotated() {
        assertThat(EntryCodec.refusal(codec(), ByClassName.class))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("a cache must not believe", "JsonTypeInfo.Id.NAME"));
    }

    @Test
    void annotatedSubtypesComeBackByTheirNames() {
        List<Annotated> value = List.of(new Square(2));

        assertThat(copy(value, new TypeReference<List<Annotated>>() {})).isEqualTo(value);
    }

    @Nested
    class CustomisedMapper {

        private String json(JsonMapper mapper, Object value) {
            return new String(new JsonCodec(mapper).encode(value, value.getClass()), StandardCharsets.UTF_8);
        }

        @Test
        void keepsItsModulesAndNames() {
            JsonMapper mapper = JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                    .addModule(new SimpleModule("users"))
                    .build();

            assertThat(json(mapper, ENTRY)).contains("\"Amount\":1.00");
            assertThat(new JsonCodec(mapper).mapper().registeredModules())
                    .anyMatch(module -> module.getModuleName().equals("users"));
        }

        @Test
        void losesItsDefaultTyping() {
            JsonMapper mapper = JsonMapper.builder()
                    .activateDefaultTyping(
                            BasicPolymorphicTypeValidator.builder()
                                    .allowIfBaseType(Object.class)
                                    .build(),
                            DefaultTyping.NON_FINAL)
                    .build();

            assertThat(json(mapper, ENTRY)).doesNotContain("io.ledgerlink");
        }

        @Test
        void hasAShapeOfItsOwnWhereItsNamesDiffer() {
            JsonMapper mapper = JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                    .build();

            assertThat(EntryCodec.of(new JsonCodec(mapper), Entry.class, Compression.none())
                            .shape())
                    .isNotEqualTo(EntryCodec.of(codec(), Entry.class, Compression.none())
                            .shape());
        }
    }

    /** Loads the library's classes again, in a world without CBOR. */
    private static final class WithoutCbor extends ClassLoader {

        WithoutCbor() {
            super(JsonCodecTests.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("tools.jackson.dataformat.")) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith(JsonCodec.class.getPackageName())) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
            return super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    @Test
    void needsNoCborOnTheClassPath() throws ReflectiveOperationException {
        ClassLoader world = new WithoutCbor();
        Class<?> json = world.loadClass(JsonCodec.class.getName());
        Class<?> codec = world.loadClass(CacheCodec.class.getName());
        Object standard = json.getMethod("standard").invoke(null);

        Object bytes = codec.getMethod("encode", Object.class, java.lang.reflect.Type.class)
                .invoke(standard, "text", String.class);

        assertThat((byte[]) bytes).asString(StandardCharsets.UTF_8).isEqualTo("\"text\"\n");
    }
}
