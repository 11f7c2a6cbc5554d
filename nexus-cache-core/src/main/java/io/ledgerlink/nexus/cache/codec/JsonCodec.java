package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Consumer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as JSON that a person can read in {@code redis-cli}.
 *
 * <p>Records, beans, sealed types, collections, {@code Optional}, {@code java.time}, big numbers and Spring Data's pages
 * come back equal to what was stored. The declared type says what to read; no class name in the bytes is ever believed. A
 * sealed type needs no annotation: the simple name of the permitted class is written, and only permitted ones are read.
 *
 * <p>Where {@code Object} is declared, text, numbers, dates, lists, sets, and maps by text are kept in their kinds, and other
 * values are refused. So are sets and maps that are sorted by a comparator. What does not come back: a subclass of a declared
 * class that is not sealed (it is read as the declared one), fields of a bean that Jackson is told to ignore or cannot set,
 * and the kinds of lists and maps beneath their interfaces. {@code java.sql.Timestamp} and {@code java.util.Date} have
 * milliseconds.
 *
 * <p>It does not depend on the application's own mapper, whose settings serve other readers. Immutable, safe for use by many
 * threads.
 *
 * @since 0.1
 */
public final class JsonCodec extends JacksonCodec {

    /** A number that was cut short would still be a number, so the last byte is one that no JSON value ends with. */
    private static final byte END = '\n';

    private static final class Standard {
        static final JsonCodec INSTANCE = customized(builder -> {});
    }

    /**
     * Creates one on a mapper with modules, mix-ins or subtypes of your own.
     *
     * <p>A copy is made of it, with the settings that exact copies need: default typing is off, dates are ISO text, nothing is
     * left out.
     */
    public JsonCodec(JsonMapper mapper) {
        super(ExactMapping.of(mapper.rebuild()).build());
    }

    /** Returns the one that is used where nothing else is configured. */
    public static JsonCodec standard() {
        return Standard.INSTANCE;
    }

    /**
     * Creates one on the library's own mapper with modules, mix-ins or subtypes of yours; the settings that exact copies need
     * are made after yours.
     */
    public static JsonCodec customized(Consumer<? super MapperBuilder<?, ?>> customizer) {
        JsonMapper.Builder builder = JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(ExactMapping.MAX_NUMBER_LENGTH)
                        .build())
                .build());
        customizer.accept(builder);
        return new JsonCodec(builder.build());
    }

    @Override
    public byte id() {
        return 1;
    }

    @Override
    public byte[] encode(Object value, Type type) {
        byte[] json = plan(type).writer().writeValueAsBytes(value);
        byte[] ended = Arrays.copyOf(json, json.length + 1);
        ended[json.length] = END;
        return ended;
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length, Type type) {
        if (length == 0 || bytes[offset + length - 1] != END) {
            throw new IllegalArgumentException("The JSON text was cut short");
        }
        return plan(type).reader().readValue(bytes, offset, length);
    }
}
