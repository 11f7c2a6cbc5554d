package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisCluster;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a cluster does to the instances on it: slots move and masters change, and no call fails and no old value comes back. */
class RedisClusterFaultTests {

    private static final String SLOT = "{t1}";

    private static final List<CacheKey> KEYS =
            IntStream.range(0, 4).mapToObj(i -> RealInstances.key("t1", i)).toList();

    @Test
    void aSlotThatMovesWhileItIsInUseFailsNoCallAndHoldsUpNoEviction() {
        try (RedisCluster cluster = RedisCluster.start();
                RealInstances instances = new RealInstances(cluster::connectionFactory)) {
            NexusCache a = instances.start();
            NexusCache b = instances.start();
            KEYS.forEach(instances::spread);
            RedisServer from = cluster.masterOf(SLOT);
            RedisServer to = cluster.nodes().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            List<String> keys = cluster.keysOfSlot(SLOT, from);

            cluster.beginMove(SLOT, to);
            everyVerbIsServed(instances, a, b, "begun");
            cluster.move(keys.subList(0, keys.size() / 2), from, to);
            everyVerbIsServed(instances, a, b, "half");
            cluster.move(cluster.keysOfSlot(SLOT, from), from, to);
            everyVerbIsServed(instances, a, b, "moved");
            cluster.move(cluster.keysOfSlot(SLOT, from), from, to);
            cluster.endMove(SLOT, from, to);
            everyVerbIsServed(instances, a, b, "ended");

            Await.until("entries are shared again", () -> {
                NexusCache c = instances.start();
                return c.<String, RuntimeException>fetch(
                                        KEYS.get(0), String.class, () -> instances.source, FetchOptions.cached())
                                .status()
                        == CacheStatus.HIT_REMOTE;
            });
        }
    }

    /** Evictions of one scope and of many, puts and reads of what is there and what is not, wherever the slot's keys are. */
    private static void everyVerbIsServed(RealInstances instances, NexusCache a, NexusCache b, String phase) {
        instances.source = phase + "-tag";
        assertThat(a.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.CONFIRMED);
        seenBy(instances, a, b);
        instances.source = phase + "-batch";
        a.evictor().evict(batch -> {
            KEYS.forEach(batch::query);
            batch.query(RealInstances.key("t1", phase.hashCode()));
        });
        seenBy(instances, a, b);
        instances.source = phase + "-put";
        KEYS.forEach(key -> a.put(key, String.class, phase + "-put"));
        seenBy(instances, a, b);
        Await.until("every eviction is delivered", () -> a.busStatistics().pendingScopes() == 0);
        CacheKey never = RealInstances.key("t1", phase.hashCode() + 1);
        assertThat(instances.get(a, never)).isEqualTo(instances.source);
        a.touch(KEYS.get(0), String.class);
        assertThat(b.<String, RuntimeException>getAll(
                                KEYS,
                                String.class,
                                missing ->
                                        missing.stream().collect(Collectors.toMap(key -> key, key -> instances.source)))
                        .values())
                .hasSize(KEYS.size())
                .containsOnly(instances.source);
    }

    private static void seenBy(RealInstances instances, NexusCache a, NexusCache b) {
        String now = instances.source;
        KEYS.forEach(key -> assertThat(instances.get(a, key)).isEqualTo(now));
        KEYS.forEach(key -> Await.until(
                "the other instance has heard", () -> instances.get(b, key).equals(now)));
    }

    @Test
    void aReplicaThatIsPromotedWithoutTheLastEvictionRevivesNothing() throws Exception {
        promotionRevivesNothing((instances, old, replica) -> {
            old.kill();
            instances.noneSays("v1", KEYS);
        });
    }

    /** The old master lives on as a replica, so no connection breaks that would tell. */
    @Test
    void aReplicaThatTakesOverFromALivingMasterRevivesNothing() throws Exception {
        promotionRevivesNothing((instances, old, replica) -> replica.cli("CLUSTER", "FAILOVER", "TAKEOVER"));
    }

    /** How a replica comes to be promoted that lacks the last eviction. */
    private interface Promotion {

        void begin(RealInstances instances, RedisServer old, RedisServer replica) throws Exception;
    }

    private static void promotionRevivesNothing(Promotion promotion) throws Exception {
        try (RedisCluster cluster = RedisCluster.start(1);
                RealInstances instances = new RealInstances(cluster::connectionFactory)) {
            NexusCache a = instances.start();
            instances.start();
            KEYS.forEach(instances::spread);
            cluster.awaitReplicated();
            RedisServer replica = cluster.replicaOf(SLOT);
            RedisServer old = cluster.masterOf(SLOT);
            cluster.stopReplicating(replica, old);
            instances.evictConfirmed("t1", "v2");
            promotion.begin(instances, old, replica);
            assertThat(cluster.awaitMasterOtherThan(old, SLOT)).isSameAs(replica);
            instances.neverSayUntilHealed("v1", KEYS);
            Await.until(
                    "evictions of the slot are confirmed",
                    () -> a.evictor().evictTenant("t1").status() == Status.CONFIRMED);
        }
    }
}
