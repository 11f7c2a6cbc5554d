package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.NexusCache;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

/** A whole application with its cache in memory. */
@SpringBootTest(properties = {"nexus.cache.defaults.ttl=1m", "nexus.cache.defaults.jitter=0"})
@AutoConfigureNexusCache
class LedgerServiceTests {

    @Autowired
    private Ledger ledger;

    @Autowired
    private NexusCacheTester cache;

    @Test
    void aBalanceIsReadOnceUntilAnEntryIsPosted() {
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss().returned(0);
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isLocalHit().returned(0);

        ledger.post("acme", "A-7", 100);

        assertThat(cache).hasEvictedTag("acme", "account:A-7");
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
        assertThat(cache).hasAskedSource("balances", 2).hasLocalHits("balances", 1);
    }

    @Test
    void anEvictionOnAnotherInstanceReachesThisOne() {
        NexusCache other = cache.startInstance();
        ledger.balance("acme", "A-7");

        ledger.write("A-7", 5);
        other.evictor().evictTag("acme", "account:A-7");

        assertThat(cache).hasEvictedTag("acme", "account:A-7");
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
    }

    @Test
    void anEntryAnswersForItsTimeToLive() {
        ledger.balance("acme", "A-7");
        cache.advance(Duration.ofSeconds(59));
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isLocalHit();
        cache.advance(Duration.ofSeconds(1));
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
    }

    @Test
    void callersAreServedWithoutRedis() {
        ledger.balance("acme", "A-7");
        cache.redis().disconnect();
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isLocalHit();
        assertThat(cache.call(() -> ledger.balance("acme", "A-8"))).isMiss();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Ledger ledger(CacheEvictor evictor) {
            return new Ledger(evictor);
        }
    }
}
