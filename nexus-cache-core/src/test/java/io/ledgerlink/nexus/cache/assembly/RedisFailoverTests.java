package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisSentinels;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A primary that Sentinel replaces takes nothing back. */
class RedisFailoverTests {

    @Test
    void afterAFailoverEvictionsAndEntriesWorkAndNoOldValueComesBack() throws Exception {
        CacheKey key = RealInstances.key();
        try (RedisSentinels sentinels = RedisSentinels.start();
                RealInstances instances = new RealInstances(sentinels::connectionFactory)) {
            NexusCache a = instances.start();
            instances.start();
            instances.spread(key);
            sentinels.awaitReplicated();
            instances.evictConfirmed("t1", "v2");
            sentinels.killMaster();
            instances.neverSayUntilHealed("v1", List.of(key));
            instances.evictConfirmed("t1", "v3");
            instances.noneSays("v2", List.of(key));
            long before = a.statistics("ledger").stores();
            Await.until("entries are stored on the new primary", () -> {
                a.evictor().evictQuery(key);
                assertThat(instances.get(a, key)).isEqualTo("v3");
                return a.statistics("ledger").stores() > before;
            });
        }
    }

    /** The memory of the recent is counted from the last proof of a healthy server, not from now. */
    @Test
    void aPromotionThatComesAfterMoreThanAMinuteAndLacksAnEvictionRevivesNothing() throws Exception {
        CacheKey key = RealInstances.key();
        try (RedisSentinels sentinels = RedisSentinels.start();
                RealInstances instances = new RealInstances(sentinels::connectionFactory)) {
            NexusCache a = instances.start();
            NexusCache b = instances.start();
            instances.spread(key);
            sentinels.awaitReplicated();
            RedisServer old = sentinels.master();
            RedisServer replica = sentinels.servers().get(1);
            sentinels.stopReplicating(replica);
            instances.evictConfirmed("t1", "v2");
            old.kill();
            Await.until(
                    "both know that Redis is away",
                    () -> !a.busStatistics().connected() && !b.busStatistics().connected());
            instances.pass(Duration.ofMinutes(2));
            instances.noneSays("v1", List.of(key));
            assertThat(sentinels.awaitMasterOtherThan(old)).isSameAs(replica);
            instances.neverSayUntilHealed("v1", List.of(key));
        }
    }
}
