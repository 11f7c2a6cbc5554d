package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.fixture.Instances;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Four instances with 64 threads each that all want the same cold keys of a real Redis. */
class RedisFleetLoadTests {

    private static final int INSTANCES = 4;
    private static final int THREADS = 64;

    private final Remote redis = Remote.redis();
    private final Instances instances = new Instances("fleet-" + UUID.randomUUID(), redis::tier);
    private final ExecutorService threads = Executors.newFixedThreadPool(INSTANCES * THREADS);
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void close() {
        threads.shutdownNow();
        instances.close();
    }

    @Test
    void oneColdKeyIsLoadedOnce() throws Exception {
        ask(Coalesce.FLEET, 1);
        assertThat(loads).hasValue(1);
    }

    @Test
    void aThousandColdKeysAreLoadedOnceEach() throws Exception {
        ask(Coalesce.FLEET, 1_000);
        assertThat(loads).hasValue(1_000);
    }

    @Test
    void withoutItOneColdKeyIsLoadedOnceByEachInstance() throws Exception {
        ask(Coalesce.INSTANCE, 1);
        assertThat(loads).hasValue(INSTANCES);
    }

    /** Has all threads ask for all keys, each beginning at another one; one load per instance passes only with all others'. */
    private void ask(Coalesce coalesce, int keys) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch together = new CountDownLatch(coalesce == Coalesce.FLEET ? 1 : INSTANCES);
        List<Future<?>> asking = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            NexusCache cache = instances
                    .start(CachePolicy.defaults().withCoalesce(coalesce))
                    .cache();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * keys / THREADS;
                asking.add(threads.submit(() -> {
                    start.await();
                    for (int number = 0; number < keys; number++) {
                        String account = "account" + (first + number) % keys;
                        assertThat(value(cache, account, together)).isEqualTo(account);
                    }
                    return null;
                }));
            }
        }
        start.countDown();
        for (Future<?> each : asking) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private @Nullable String value(NexusCache cache, String account, CountDownLatch together)
            throws InterruptedException {
        CacheKey key = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
        return cache.<String, InterruptedException>get(key, String.class, () -> {
            loads.incrementAndGet();
            together.countDown();
            Caller.pass(together);
            return account;
        });
    }
}
