package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests without Spring. */
class NexusCacheTesterTests {

    private static final CacheKey KEY = CacheKey.builder("balances")
            .tenant("acme")
            .query("balance")
            .part("account", "A-7")
            .tags("account:A-7")
            .build();

    private final NexusCacheTester tester = NexusCacheTester.inMemory(NexusCacheTesterTests::settings);
    private final AtomicInteger loads = new AtomicInteger();

    private static NexusCacheBuilder settings(NexusCacheBuilder builder) {
        CachePolicy policy =
                CachePolicy.defaults().withTtl(Duration.ofMinutes(1)).withJitter(0);
        return builder.remoteTimeout(Duration.ofMillis(50)).defaults(policy);
    }

    @AfterEach
    void close() {
        tester.close();
    }

    private int balance(NexusCache instance) {
        return Objects.requireNonNull(
                instance.<Integer, RuntimeException>get(KEY, Integer.class, loads::incrementAndGet));
    }

    private int balance() {
        return balance(tester.cache());
    }

    @Test
    void aMissIsInTheRemoteTierWhenTheCallReturns() {
        assertThat(tester.call(this::balance)).isMiss().returned(1);
        assertThat(balance(tester.startInstance())).isEqualTo(1);
    }

    @Test
    void whatAnotherInstanceHasLoadedIsARemoteHit() {
        NexusCache other = tester.startInstance();
        balance(other);
        assertThat(tester.call(this::balance)).isRemoteHit().returned(1);
        assertThat(tester).hasRemoteHits("balances", 1).hasAskedSource("balances", 0);
    }

    @Test
    void anEvictionOfAnotherInstanceHasBeenAppliedWhenItReturns() {
        NexusCache other = tester.startInstance();
        balance();
        other.evictor().evictTag("acme", "account:A-7");
        assertThat(tester.call(this::balance)).isMiss();
        assertThat(tester).hasEvictedTag("acme", "account:A-7");
    }

    @Test
    void everyKindOfEvictionIsTold() {
        NexusCache other = tester.startInstance();
        assertThat(tester).hasEvictedNothing();
        CacheEvictor evictor = other.evictor();
        evictor.evictAll();
        evictor.evictCache("balances");
        evictor.evictShared("rates");
        evictor.evictTenant("acme");
        evictor.evictRegion("acme", "balances");
        evictor.evictQuery(KEY);
        assertThat(tester)
                .hasEvictedAll()
                .hasEvictedCache("balances")
                .hasEvictedShared("rates")
                .hasEvictedTenant("acme")
                .hasEvictedRegion("acme", "balances")
                .hasEvictedQuery(KEY);
        assertThatThrownBy(() -> assertThat(tester).hasEvictedNothing())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("!tenant");
        assertThatThrownBy(() -> assertThat(tester).hasEvictedTenant("other"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("tenant 'other'", "these scopes were", "{acme}:!tenant");
    }

    @Test
    void aLostMessageIsNoticedByItsGap() {
        NexusCache other = tester.startInstance();
        balance();
        tester.redis().loseMessages(true);
        other.evictor().evictTag("acme", "account:A-7");
        tester.redis().loseMessages(false);
        assertThat(tester.call(this::balance)).isLocalHit();
        tester.advance(Duration.ofSeconds(10));
        assertThat(tester.call(this::balance)).isMiss();
    }

    @Test
    void anEvictionWithoutRedisIsDeliveredWhenItIsBack() {
        NexusCache other = tester.startInstance();
        balance();
        balance(other);
        tester.redis().disconnect();
        assertThat(other.evictor().evictTag("acme", "account:A-7").status()).isEqualTo(Status.PENDING);
        assertThat(tester.call(this::balance)).isLocalHit();
        tester.redis().reconnect();
        assertThat(tester).hasEvictedTag("acme", "account:A-7");
        assertThat(tester.call(this::balance)).isMiss();
    }

    @Test
    void aFrozenRedisHoldsUpNoCallForLongAndIsUsedAgainAfterwards() {
        tester.redis().freeze();
        assertThat(tester.call(this::balance)).isMiss();
        assertThat(tester.redis().keys()).noneMatch(key -> key.contains(":balances:v1:"));
        tester.redis().thaw();
        tester.advance(Duration.ofSeconds(30));
        assertThat(tester.cache().busStatistics().connected()).isTrue();
        tester.cache().evictor().evictAll();
        balance();
        assertThat(balance(tester.startInstance())).isEqualTo(loads.get());
    }

    @Test
    void lostKeysMakeMisses() {
        balance();
        tester.redis().flush();
        assertThat(tester.redis().keys()).isEmpty();
        assertThat(balance(tester.startInstance())).isEqualTo(2);
    }

    @Test
    void anEntryIsGoneAfterItsTimeInBothTiers() {
        balance();
        tester.advance(Duration.ofMinutes(1));
        NexusCache other = tester.startInstance();
        assertThat(tester.call(this::balance)).isMiss();
        assertThat(balance(other)).isEqualTo(2);
    }

    @Test
    void anEntryPastItsTimeAnswersStaleWhileItIsLoadedAgain() {
        try (NexusCacheTester stale = NexusCacheTester.inMemory(builder -> builder.defaults(CachePolicy.defaults()
                .withTtl(Duration.ofMinutes(1))
                .withJitter(0)
                .withStaleFor(Duration.ofMinutes(5))))) {
            balance(stale.cache());
            stale.advance(Duration.ofMinutes(2));
            assertThat(stale.call(() -> balance(stale.cache()))).isStale().returned(1);
            stale.settle();
            assertThat(stale).hasAskedSource("balances", 2);
            assertThat(stale.call(() -> balance(stale.cache()))).isLocalHit().returned(2);
        }
    }

    @Test
    void aMissThatAnEvictionExplainsNamesIt() {
        balance();
        tester.startInstance().evictor().evictTag("acme", "account:A-7");
        assertThatThrownBy(() -> assertThat(tester.call(this::balance)).isLocalHit())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("a miss", "evicted before it", "{acme}:!tag:account%3AA-7");
    }

    @Test
    void timeDoesNotRunBack() {
        assertThatThrownBy(() -> tester.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    @Test
    void anInterruptedCallLeavesTheThreadInterrupted() {
        assertThatThrownBy(() -> tester.call(() -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aCallThatIsAnsweredOtherwiseIsTold() {
        assertThatThrownBy(() -> assertThat(tester.call(this::balance)).isLocalHit())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("Expected the local tier to answer", "cache 'balances': a miss");
        assertThatThrownBy(() -> assertThat(tester.call(() -> 1)).isMiss())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("no cache was asked", "nexus.cache.enabled");
        assertThatThrownBy(() -> assertThat(tester.call(this::balance)).returned(7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("7", "1");
        assertThatThrownBy(() -> assertThat(tester).hasAskedSource("balance", 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("nothing has asked such a cache", "[balances]");
    }

    @Test
    void aFurtherInstanceHasTheSamePolicies() {
        balance();
        NexusCache other = tester.startInstance();
        assertThat(other.policy("balances")).isEqualTo(tester.cache().policy("balances"));
        assertThat(other.policy("asked by nobody yet").ttl()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anEmptiedTesterHasClosedFurtherInstancesAndNotItsOwn() {
        NexusCache other = tester.startInstance();
        tester.empty();
        assertThat(other.isClosed()).isTrue();
        assertThat(tester.cache().isClosed()).isFalse();
    }

    @Test
    void anEmptiedTesterHasForgottenEverything() {
        balance();
        tester.cache().evictor().evictTenant("acme");
        tester.empty();
        assertThat(tester).hasEvictedNothing().hasAskedSource("balances", 0);
        assertThat(tester.call(this::balance)).isMiss();
    }
}
