package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With Redis's memory full, whatever it lets go by itself, evictions pass and no old value comes back. */
class RedisMemoryTests {

    private static final String MEMORY = "4mb";
    private static final String FILL =
            "for i = 1, 2000 do redis.call('SET', 'filler:' .. ARGV[1] .. i, string.rep('x', 4000)) end";

    private final RedisServer redis = RedisServer.start("--maxmemory", MEMORY);
    private final RealInstances instances = new RealInstances(redis::connectionFactory, Duration.ofSeconds(10));
    private final List<CacheKey> keys =
            IntStream.range(0, 30).mapToObj(i -> RealInstances.key("t1", i)).toList();

    @AfterEach
    void close() {
        instances.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noeviction",
                "allkeys-lru",
                "allkeys-lfu",
                "allkeys-random",
                "volatile-lru",
                "volatile-lfu",
                "volatile-random",
                "volatile-ttl"
            })
    void evictionsPassAndNothingIsRevivedUnderPolicy(String policy) throws Exception {
        redis.cli("CONFIG", "SET", "maxmemory-policy", policy);
        NexusCache a = instances.start();
        instances.start();
        keys.forEach(instances::spread);
        instances.evictConfirmed("t1", "v2");
        fill(policy);
        instances.noneSays("v1", keys);
        instances.evictConfirmed("t1", "v3");
        instances.noneSays("v2", keys);
        for (CacheKey key : keys) {
            assertThat(a.evictor().evictQuery(key).status()).isEqualTo(Status.CONFIRMED);
        }
        instances.source = "v4";
        assertThat(a.evictor().evictAll().status()).isEqualTo(Status.CONFIRMED);
        Await.until("every instance has heard", () -> {
            instances.noneSays("v1", keys);
            instances.noneSays("v2", keys);
            return instances.get(a, keys.get(0)).equals("v4");
        });
        instances.neverSayUntilHealed("v1", keys);
    }

    @Test
    void anInstanceThatStartsOnAFullServerEvictsToo() {
        fill("noeviction");
        NexusCache a = instances.start();
        assertThat(instances.get(a, keys.get(0))).isEqualTo("v1");
        instances.source = "v2";
        assertThat(a.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.CONFIRMED);
        assertThat(instances.get(a, keys.get(0))).isEqualTo("v2");
    }

    /** Until the server has let keys go, or refuses to take more. */
    private void fill(String policy) {
        if (policy.startsWith("allkeys")) {
            redis.cli("EVAL", FILL, "0", "");
            redis.cli("EVAL", FILL, "0", "more");
            assertThat(redis.cli("INFO", "stats")).doesNotContain("evicted_keys:0\r");
        } else {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            redis.cli("SET", "filler:" + i, "x".repeat(100_000));
                        }
                    })
                    .hasMessageContaining("OOM");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            redis.cli("SET", "small:" + i, "x");
                        }
                    })
                    .hasMessageContaining("OOM");
        }
    }
}
