package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.domain.Page;

/** The caches of an instance: each kind has one, with settings of its own. */
enum Kind {
    PLAIN(policy -> policy),
    /** Two pages a query, kept as bytes in a local tier that is too small for all. */
    PAGED(policy -> policy.withTtl(Duration.ofSeconds(4)).withCodec(Codec.CBOR).withLocal(Local.bytes(4_096))),
    STALE(policy -> policy.withTtl(Duration.ofSeconds(1)).withStaleFor(Duration.ofHours(1))),
    REMOTE(policy -> policy.withLocal(Local.none())),
    CONFIRMED(policy -> policy.withMaxUnconfirmed(Duration.ZERO)),
    /** Written by {@code put}, by one instance each row: values that are put must come in the order of the writes. */
    PUT(policy -> policy),
    SHARED(policy -> policy);

    /** How long a local entry may answer while the bus is silent. */
    static final Duration MAX_UNCONFIRMED = Duration.ofSeconds(3);

    private static final Type PAGE = new ParameterizedTypeReference<Page<Row>>() {}.getType();

    private final UnaryOperator<CachePolicy> settings;

    Kind(UnaryOperator<CachePolicy> settings) {
        this.settings = settings;
    }

    String cache() {
        return name().toLowerCase(Locale.ROOT);
    }

    CachePolicy policy() {
        return settings.apply(
                CachePolicy.defaults().withTtl(Duration.ofHours(1)).withMaxUnconfirmed(MAX_UNCONFIRMED));
    }

    boolean tagged() {
        return this != PUT && this != SHARED;
    }

    boolean paged() {
        return this == PAGED;
    }

    Type type() {
        return paged() ? PAGE : Row.class;
    }
}
