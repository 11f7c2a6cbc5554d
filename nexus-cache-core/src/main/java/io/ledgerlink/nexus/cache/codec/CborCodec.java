package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;
import java.util.function.Consumer;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Values as CBOR: shorter and faster to read than JSON, for those who do not look at them.
 *
 * <p>Keeps what {@link JsonCodec} keeps. Needs {@code tools.jackson.dataformat:jackson-dataformat-cbor} on the class path.
 * Immutable, safe for use by many threads.
 *
 * @since 0.1
 */
public final class CborCodec extends JacksonCodec {

    private static final class Standard {
        static final CborCodec INSTANCE = customized(builder -> {});
    }

    /** Creates one on a mapper with modules, mix-ins or subtypes of your own; a copy is made of it, as JSON's is. */
    public CborCodec(CBORMapper mapper) {
        super(ExactMapping.of(mapper.rebuild()).build());
    }

    /** Returns the one without modules of anybody else. */
    public static CborCodec standard() {
        return Standard.INSTANCE;
    }

    /** Like {@link JsonCodec#customized}. */
    public static CborCodec customized(Consumer<? super MapperBuilder<?, ?>> customizer) {
        CBORMapper.Builder builder = CBORMapper.builder();
        customizer.accept(builder);
        return new CborCodec(builder.build());
    }

    @Override
    public byte id() {
        return 2;
    }

    @Override
    public byte[] encode(Object value, Type type) {
        return plan(type).writer().writeValueAsBytes(value);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length, Type type) {
        return plan(type).reader().readValue(bytes, offset, length);
    }
}
