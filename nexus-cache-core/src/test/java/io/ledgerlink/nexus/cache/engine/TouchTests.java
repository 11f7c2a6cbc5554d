package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A touch names the entry that it means, and carries no value. */
class TouchTests {

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();

    @AfterEach
    void close() {
        playground.close();
    }

    static Stream<CachePolicy> stores() {
        return Stream.of(CachePolicy.defaults(), CachePolicy.defaults().withLocal(Local.bytes(1_000_000)));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void aTouchSendsAHeaderAloneAndTheValueStays(CachePolicy policy) {
        Player a = playground.join(policy);
        String value = "v".repeat(1_000);
        a.store(key, value);
        a.sent.clear();
        assertThat(a.cache.touch(key, String.class)).isTrue();
        assertThat(a.sent).contains("touch:" + EnvelopeLayout.HEADER);
        assertThat(a.get(key, "unused")).isEqualTo(value);
        assertThat(a.cache.statistics("ledger").localHits()).isOne();
        Player b = playground.join(policy);
        assertThat(b.get(key, "unused")).isEqualTo(value);
        assertThat(b.cache.statistics("ledger").remoteHits()).isOne();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void anEntryThatNoLocalTierHoldsIsTouchedAndCopied(CachePolicy policy) {
        playground.join(policy).store(key, "v1");
        Player b = playground.join(policy);
        assertThat(b.cache.touch(key, String.class)).isTrue();
        assertThat(b.status(key, "unused")).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(b.get(key, "unused")).isEqualTo("v1");
    }
}
