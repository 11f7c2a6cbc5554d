package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Test methods of one context do not see what others have left. */
class EmptyCacheTests {

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class)
    @AutoConfigureNexusCache
    class InMemory {

        @RepeatedTest(2)
        void aTestBeginsWithoutWhatAnotherOneHasCachedBrokenOrCounted(
                @Autowired Ledger ledger, @Autowired NexusCacheTester cache, @Autowired NexusCache instance) {
            assertThat(cache).hasEvictedNothing();
            assertThat(instance.busStatistics().connected()).isTrue();
            assertThat(cache.redis().keys()).noneMatch(key -> key.contains(":balances:v1:"));
            assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
            assertThat(cache).hasAskedSource("balances", 1);
            cache.advance(Duration.ofSeconds(10));
            assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isLocalHit();
            ledger.post("acme", "A-8", 1);
            cache.startInstance();
            cache.redis().flush();
            ledger.balance("acme", "A-9");
            cache.redis().loseMessages(true);
            cache.redis().freeze();
        }
    }

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class)
    @AutoConfigureNexusCache(remote = AutoConfigureNexusCache.Remote.EMBEDDED)
    class OnARedisProcess {

        @RepeatedTest(2)
        void aTestBeginsWithoutWhatAnotherOneHasCachedOrCounted(
                @Autowired Ledger ledger, @Autowired NexusCacheTester cache, @Autowired NexusCache instance)
                throws InterruptedException {
            assertThat(instance.busStatistics().connected()).isTrue();
            assertThat(cache).hasEvictedNothing();
            assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
            assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isLocalHit();
            NexusCache other = cache.startInstance();
            other.evictor().evictTag("acme", "account:A-7");
            assertThat(cache).hasEvictedTag("acme", "account:A-7");
            assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
        }
    }

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class)
    class WithoutTheAnnotation {

        @RepeatedTest(2)
        void aTestBeginsWithoutWhatAnotherOneHasCached(@Autowired Ledger ledger, @Autowired NexusCache cache) {
            long before = cache.statistics("balances").loads();
            ledger.balance("acme", "A-7");
            assertThat(cache.statistics("balances").loads()).isEqualTo(before + 1);
        }
    }

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class, properties = "nexus.cache.enabled=false")
    @AutoConfigureNexusCache
    class SwitchedOff {

        @RepeatedTest(2)
        void aTestRunsWithoutACache(@Autowired Ledger ledger) {
            assertThat(ledger.balance("acme", "A-7")).isZero();
        }
    }
}
