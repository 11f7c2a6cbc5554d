package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisCluster;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two instances on a cluster: their keys lie on all its masters, and everything works as on one server. */
class RedisClusterTests {

    private static final List<CacheKey> KEYS =
            IntStream.range(0, 6).mapToObj(i -> RealInstances.key("t" + i, i)).toList();

    @Test
    void everyVerbWorksAcrossSlotsAndEveryEvictionIsSeenByTheOtherInstance() {
        try (RedisCluster cluster = RedisCluster.start(1);
                RealInstances instances = new RealInstances(cluster::connectionFactory)) {
            Set<RedisServer> masters = KEYS.stream()
                    .map(key -> cluster.masterOf("{" + key.tenant() + "}"))
                    .collect(Collectors.toSet());
            assertThat(masters).hasSize(3);
            NexusCache a = instances.start();
            NexusCache b = instances.start();
            entriesAreShared(instances, b);
            everyScopeIsEvicted(instances, a, b);
            valuesArePutAndTouched(instances, a, b);
            manyAreReadAtOnce(a, b);
            everythingIsPurged(a);
        }
    }

    private static void entriesAreShared(RealInstances instances, NexusCache b) {
        KEYS.forEach(instances::spread);
        assertThat(b.statistics("ledger").remoteHits()).isEqualTo(KEYS.size());
    }

    private static void everyScopeIsEvicted(RealInstances instances, NexusCache a, NexusCache b) {
        int round = 0;
        for (CacheKey key : KEYS) {
            String tenant = Objects.requireNonNull(key.tenant());
            seen(instances, a, b, key, a.evictor().evictQuery(key), "query" + round);
            seen(instances, a, b, key, a.evictor().evictTag(tenant, "account:7"), "tag" + round);
            seen(instances, a, b, key, a.evictor().evictRegion(tenant, "ledger"), "region" + round);
            seen(instances, a, b, key, a.evictor().evictTenant(tenant), "tenant" + round);
            round++;
        }
        seen(instances, a, b, KEYS.get(0), a.evictor().evictCache("ledger"), "cache");
        seen(instances, a, b, KEYS.get(0), a.evictor().evictAll(), "all");
        EvictionReceipt several = a.evictor().evict(batch -> KEYS.forEach(key -> batch.query(key)));
        assertThat(several.stamps()).hasSize(KEYS.size());
        assertThat(several.heardBy()).isEmpty();
        KEYS.forEach(key -> seen(instances, a, b, key, several, "batch"));
    }

    /** What the evicting instance gets at once, and the other one as soon as it has heard. */
    private static void seen(
            RealInstances instances,
            NexusCache a,
            NexusCache b,
            CacheKey key,
            EvictionReceipt receipt,
            String newSource) {
        assertThat(receipt.status()).isEqualTo(Status.CONFIRMED);
        instances.source = newSource;
        Await.until("the other instance has heard", () -> {
            a.evictor().evictQuery(RealInstances.key("nobody", 0));
            return instances.get(b, key).equals(newSource);
        });
        assertThat(instances.get(a, key)).isEqualTo(newSource);
    }

    private static void valuesArePutAndTouched(RealInstances instances, NexusCache a, NexusCache b) {
        for (CacheKey key : KEYS) {
            assertThat(a.put(key, String.class, "put").status()).isEqualTo(Status.CONFIRMED);
            assertThat(instances.get(a, key)).isEqualTo("put");
            Await.until(
                    "the other instance has heard", () -> instances.get(b, key).equals("put"));
            assertThat(b.touch(key, String.class)).isTrue();
        }
    }

    private static void manyAreReadAtOnce(NexusCache a, NexusCache b) {
        a.evictor().evictAll();
        Map<CacheKey, String> loaded = a.<String, RuntimeException>getAll(KEYS, String.class, missing -> {
            Map<CacheKey, String> answers = new HashMap<>();
            missing.forEach(key -> answers.put(key, "many"));
            return answers;
        });
        assertThat(loaded).hasSize(KEYS.size()).containsValue("many");
        for (CacheKey key : KEYS) {
            Await.until("the entries are stored", () -> {
                CachedResult<String> result =
                        b.<String, RuntimeException>fetch(key, String.class, () -> "own", FetchOptions.cached());
                b.evictor().evictQuery(RealInstances.key("nobody", 0));
                return result.status() != CacheStatus.MISS;
            });
        }
    }

    private static void everythingIsPurged(NexusCache a) {
        assertThat(a.evictor().purge().tenant("t0")).isGreaterThanOrEqualTo(1);
        assertThat(a.evictor().purge().all()).isGreaterThanOrEqualTo(KEYS.size() - 1);
        assertThat(a.evictor().purge().all()).isZero();
    }

    @Test
    void aMasterThatIsReplacedLosesNoEvictionThatAnInstanceRemembers() throws Exception {
        try (RedisCluster cluster = RedisCluster.start(1);
                RealInstances instances = new RealInstances(cluster::connectionFactory)) {
            NexusCache a = instances.start();
            NexusCache b = instances.start();
            KEYS.forEach(instances::spread);
            instances.evictConfirmed("t1", "v2");
            cluster.awaitReplicated();
            RedisServer old = cluster.masterOf("{t1}");
            old.kill();
            instances.noneSays("v1", List.of(KEYS.get(1)));
            cluster.awaitMasterOtherThan(old, "{t1}");
            instances.neverSayUntilHealed("v1", List.of(KEYS.get(1)));
            Await.until(
                    "evictions of the slot are confirmed",
                    () -> a.evictor().evictTenant("t1").status() == Status.CONFIRMED
                            && b.evictor().evictTenant("t1").status() == Status.CONFIRMED);
        }
    }
}
