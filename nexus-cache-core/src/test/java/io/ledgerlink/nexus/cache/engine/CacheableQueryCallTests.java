package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheableQueryCallTests {

    /** The entries of an account. */
    record Entries(String account, Optional<String> policyName) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "ledger";
        }

        @Override
        public Object tenant() {
            return "t1";
        }

        @Override
        public Map<String, ?> keyParts() {
            return Map.of("account", account);
        }

        @Override
        public List<String> tags() {
            return List.of("account:" + account);
        }
    }

    private final NexusCache cache = NexusCacheBuilder.named("queries")
            .policy("long", CachePolicy.defaults().withTtl(Duration.ofDays(1)).withJitter(0))
            .policy("off", CachePolicy.defaults().withTtl(Duration.ZERO))
            .build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void aQueryThatDescribesItselfIsAnsweredAndEvictedByWhatItSays() {
        Entries entries = new Entries("7", Optional.empty());
        assertThat(fetch(entries, "v1").status()).isEqualTo(CacheStatus.MISS);
        assertThat(fetch(entries, "v2").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(fetch(new Entries("8", Optional.empty()), "other").value()).isEqualTo("other");
        cache.evictor().evictTag("t1", "account:7");
        assertThat(fetch(entries, "v2").value()).isEqualTo("v2");
    }

    @Test
    void aQueryIsKeptUnderThePolicyThatItNames() {
        Duration ownTime = fetch(new Entries("7", Optional.of("long")), "v").remaining();
        assertThat(ownTime).isGreaterThan(Duration.ofHours(23));
        assertThat(fetch(new Entries("8", Optional.empty()), "v").remaining()).isLessThan(Duration.ofHours(1));
        assertThat(fetch(new Entries("9", Optional.of("off")), "v").status()).isEqualTo(CacheStatus.BYPASS);
    }

    @Test
    void aPolicyThatNobodyHasGivenIsRefused() {
        assertThatThrownBy(() -> fetch(new Entries("7", Optional.of("lnog")), "v"))
                .isInstanceOf(CacheKeyException.class)
                .hasMessageContaining("names the policy 'lnog', which there is not. The policies are [long, off]");
    }

    private CachedResult<String> fetch(Entries query, String value) {
        return cache.<String, RuntimeException>fetch(query, String.class, () -> value, FetchOptions.cached());
    }
}
