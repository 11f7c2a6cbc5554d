package io.ledgerlink.nexus.cache.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.time.Duration;

/** The application that all figures play: its name, its cache, and instances of it. */
final class Ledger {

    static final String APPLICATION = "figures";
    static final String CACHE = "ledger-entries";
    static final String TENANT = "t1";

    /** Longer than anything is measured. */
    static final Duration TTL = Duration.ofHours(10);

    private Ledger() {}

    /** A cache of one's own with the two limits that one would give it: so many entries, for so long. */
    static Caffeine<Object, Object> caffeine() {
        return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(TTL);
    }

    /** An instance that expires nothing while a figure is measured, and waits until the remote tier is there. */
    static NexusCacheBuilder instance() {
        return NexusCacheBuilder.named(APPLICATION)
                .startupTimeout(Duration.ofSeconds(20))
                .remoteTimeout(Duration.ofSeconds(10))
                .defaults(policy());
    }

    /** What the instances keep their entries under. */
    static CachePolicy policy() {
        return CachePolicy.defaults().withTtl(TTL);
    }
}
