package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.BadNetwork;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Redis does to the instances on it: whatever it forgets, no old value comes back, and no call fails. */
class RedisFaultTests {

    /** A stamp that is deleted by hand. */
    enum Stamp {
        ALL(KeyText::allStamp),
        CACHE(text -> text.cacheStamp("ledger")),
        TENANT(text -> text.tenantStamp("t1")),
        REGION(text -> text.regionStamp("t1", "ledger")),
        QUERY(text -> text.queryStamp("t1", "ledger", RealInstances.key().queryPath())),
        TAG(text -> text.tagStamp("t1", "account:7"));

        private final String key;

        Stamp(Function<KeyText, String> key) {
            this.key = key.apply(new KeyText("app"));
        }
    }

    private final RedisServer redis = RedisServer.start();
    private final RealInstances instances = new RealInstances(redis::connectionFactory);
    private final CacheKey key = RealInstances.key();
    private final List<CacheKey> keys = List.of(key);
    private final NexusCache a = instances.start();
    private final NexusCache b = instances.start();

    @AfterEach
    void close() {
        instances.close();
        redis.close();
    }

    @Test
    void aServerKilledAndRestartedFromAnOlderSnapshotRevivesNothing() throws Exception {
        instances.spread(key);
        redis.cli("SAVE");
        instances.evictConfirmed("t1", "v2");
        redis.kill();
        instances.noneSays("v1", keys);
        redis.startAgain();
        assertThat(redis.cli("KEYS", "*:ledger:v*")).contains("ledger");
        instances.neverSayUntilHealed("v1", keys);
    }

    @Test
    void aServerRestartedFromAnOlderSnapshotRevivesNothingThoughNobodyRemembers() throws Exception {
        instances.spread(key);
        redis.cli("SAVE");
        instances.evictConfirmed("t1", "v2");
        instances.close();
        redis.kill();
        redis.startAgain();
        try (RealInstances later = new RealInstances(redis::connectionFactory)) {
            later.source = "v2";
            assertThat(later.get(later.start(), key)).isEqualTo("v2");
        }
    }

    @Test
    void aFlushedServerRevivesNothing() throws Exception {
        instances.spread(key);
        instances.evictConfirmed("t1", "v2");
        redis.cli("FLUSHALL");
        instances.neverSayUntilHealed("v1", keys);
    }

    @ParameterizedTest
    @EnumSource(Stamp.class)
    void aStampThatIsDeletedByHandRevivesNothing(Stamp stamp) throws Exception {
        instances.spread(key);
        instances.evictConfirmed("t1", "v2");
        assertThat(redis.cli("DEL", stamp.key)).isEqualTo("1");
        instances.neverSayUntilHealed("v1", keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "pubsub"})
    void killedConnectionsComeBackAndLoseNoEviction(String type) throws Exception {
        for (int round = 0; round < 3; round++) {
            String old = "old" + round;
            instances.source = old;
            a.evictor().evictTag("t1", "account:7");
            instances.source = "new" + round;
            redis.cli("CLIENT", "KILL", "TYPE", type);
            a.evictor().evictTag("t1", "account:7");
            Await.until("the other instance has found the eviction", () -> {
                assertThat(instances.get(a, key)).isEqualTo(instances.source);
                return instances.get(b, key).equals(instances.source);
            });
            instances.neverSayUntilHealed(old, keys);
        }
    }

    @Test
    void flushedScriptsAreLoadedAgain() throws Exception {
        instances.spread(key);
        redis.cli("SCRIPT", "FLUSH");
        instances.evictConfirmed("t1", "v2");
        instances.spread(key);
        redis.cli("SCRIPT", "FLUSH");
        assertThat(a.put(key, String.class, "v3").status()).isEqualTo(Status.CONFIRMED);
        assertThat(instances.get(a, key)).isEqualTo("v3");
    }

    @Test
    void aFrozenServerHoldsNobodyUpAndLosesNoEviction() {
        instances.spread(key);
        redis.freeze();
        instances.source = "v2";
        assertThat(a.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.PENDING);
        assertThat(instances.get(a, key)).isEqualTo("v2");
        assertThat(instances.get(b, RealInstances.key("t2", 0))).isEqualTo("v2");
        redis.thaw();
        Await.until("the other instance has heard", () -> instances.get(b, key).equals("v2"));
        instances.neverSayUntilHealed("v1", keys);
    }

    @Test
    void connectionsThatSwallowEverythingAreReplacedAndLoseNoEviction() {
        try (BadNetwork network = BadNetwork.to(redis.port());
                RealInstances behind = new RealInstances(network::connectionFactory)) {
            NexusCache evicting = behind.start();
            NexusCache hearing = behind.start();
            behind.spread(key);
            network.swallow();
            network.pass();
            behind.source = "v2";
            assertThat(evicting.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.PENDING);
            Await.until(
                    "the other instance has heard",
                    () -> behind.get(hearing, key).equals("v2")
                            && hearing.busStatistics().connected()
                            && evicting.busStatistics().connected());
            behind.neverSayUntilHealed("v1", keys);
        }
    }

    @Test
    void aServerThatIsAwayAtTheStartIsUsedOnceItIsThere() {
        redis.stop();
        NexusCache early = instances.start(Duration.ofMillis(50));
        assertThat(instances.get(early, key)).isEqualTo("v1");
        instances.source = "v2";
        assertThat(instances.get(early, key)).isEqualTo("v1");
        assertThat(early.evictor().evictQuery(key).status()).isEqualTo(Status.PENDING);
        assertThat(instances.get(early, key)).isEqualTo("v2");
        redis.startAgain();
        instances.neverSayUntilHealed("v1", keys);
        Await.until("entries are stored again", () -> {
            early.evictor().evictQuery(key);
            instances.get(early, key);
            return early.statistics("ledger").stores() > 0;
        });
    }
}
