package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.CborCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.cfg.MapperBuilder;

/**
 * The codecs of the cache: a bean of the user's where there is one, else the library's with the user's customizers.
 *
 * <p>A {@code CborCodec} bean writes what is configured as CBOR; any other {@code CacheCodec} bean what is configured as JSON,
 * which is everything by default.
 */
record CacheCodecs(ObjectProvider<CacheCodec> beans, ObjectProvider<CacheMapperCustomizer> customizers) {

    private static final boolean CBOR_PRESENT =
            ClassUtils.isPresent("tools.jackson.dataformat.cbor.CBORMapper", CacheCodecs.class.getClassLoader());

    void apply(NexusCacheBuilder builder, PolicyLayers policies) {
        List<CacheCodec> cbor = beans.stream().filter(CacheCodecs::writesCbor).toList();
        List<CacheCodec> others =
                beans.stream().filter(codec -> !writesCbor(codec)).toList();
        refuseSeveral("CBOR", cbor);
        refuseSeveral("JSON", others);
        builder.codec(Codec.JSON, others.isEmpty() ? JsonCodec.customized(this::customize) : others.get(0));
        if (!cbor.isEmpty()) {
            builder.codec(Codec.CBOR, cbor.get(0));
        } else if (CBOR_PRESENT) {
            builder.codec(Codec.CBOR, Cbor.customized(this));
        } else {
            policies.refuseCbor();
        }
    }

    private void customize(MapperBuilder<?, ?> mapper) {
        customizers.orderedStream().forEach(customizer -> customizer.customize(mapper));
    }

    private static boolean writesCbor(CacheCodec codec) {
        return CBOR_PRESENT && Cbor.is(codec);
    }

    private static void refuseSeveral(String format, List<CacheCodec> codecs) {
        if (codecs.size() > 1) {
            throw new CacheSetupException(
                    "The application has several CacheCodec beans that would write what is configured as " + format
                            + ": "
                            + codecs.stream()
                                    .map(codec -> codec.getClass().getName())
                                    .toList() + ".",
                    "Keep one of them as a bean; a codec of your own takes the place of JSON, a CborCodec that of CBOR.");
        }
    }

    /** Loaded only where CBOR's library is there. */
    private static final class Cbor {

        static boolean is(CacheCodec codec) {
            return codec instanceof CborCodec;
        }

        static CacheCodec customized(CacheCodecs codecs) {
            return CborCodec.customized(codecs::customize);
        }
    }
}
