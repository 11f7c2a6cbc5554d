package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an instance leaves: it says what it has to say, waits for nobody for long, and nothing of it stays. */
class RedisShutdownTests {

    /** A call's deadline, twice the second that close waits for what is under way, Lettuce's own bounds; and a slow machine. */
    private static final long LONG_ENOUGH_SECONDS = 20;

    private final RedisServer redis = RedisServer.start();
    private final RealInstances instances = new RealInstances(redis::connectionFactory);
    private final CacheKey key = RealInstances.key();

    @AfterEach
    void close() {
        instances.close();
        redis.close();
    }

    @Test
    void anInstanceThatLeavesUnsubscribesAndLeavesNeitherConnectionNorThread() {
        NexusCache cache = instances.start();
        instances.spread(key);
        assertThat(subscribers()).isEqualTo(1);
        assertThat(connections()).isEqualTo(2);
        assertThat(threads()).isPositive();
        cache.close();
        assertThatNothingIsLeft();
    }

    @Test
    void anEvictionThatRedisDidNotConfirmInTimeGoesOutBeforeTheInstanceLeaves() {
        NexusCache leaving = instances.start();
        NexusCache staying = instances.start();
        instances.spread(key);
        redis.freeze();
        instances.source = "v2";
        assertThat(leaving.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.PENDING);
        redis.thaw();
        leaving.close();
        Await.until(
                "the other instance has heard",
                () -> instances.get(staying, key).equals("v2"));
    }

    @Test
    void anInstanceLeavesInTimeWhileRedisIsFrozen() {
        NexusCache cache = instances.start();
        instances.spread(key);
        redis.freeze();
        instances.source = "v2";
        instances.get(cache, RealInstances.key("t2", 1));
        assertThat(cache.evictor().evictTag("t1", "account:7").status()).isEqualTo(Status.PENDING);
        assertThat(cache.put(key, String.class, "put").status()).isEqualTo(Status.PENDING);
        CompletableFuture.runAsync(cache::close)
                .orTimeout(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)
                .join();
        redis.thaw();
        assertThatNothingIsLeft();
    }

    @Test
    void anInstanceThatIsEndedByItsOwnListenerLeavesNothing() {
        NexusCache cache = instances.start();
        CountDownLatch left = new CountDownLatch(1);
        cache.evictor().addListener(eviction -> {
            cache.close();
            left.countDown();
        });
        cache.evictor().evictTenant("t1");
        Await.until("the listener has ended the instance", () -> left.getCount() == 0);
        assertThatNothingIsLeft();
    }

    @Test
    void anInstanceThatIsEndedOnAnInterruptedThreadLeavesNothingAndTheInterrupt() throws Exception {
        NexusCache cache = instances.start();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            cache.close();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        closing.start();
        closing.join(TimeUnit.SECONDS.toMillis(LONG_ENOUGH_SECONDS));
        assertThat(interrupted).isTrue();
        assertThatNothingIsLeft();
    }

    @Test
    void anInstanceThatIsEndedByManyAtOnceLeavesNothing() {
        NexusCache cache = instances.start();
        instances.spread(key);
        CompletableFuture<?>[] closings = Stream.generate(() -> CompletableFuture.runAsync(cache::close))
                .limit(4)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(closings)
                .orTimeout(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)
                .join();
        cache.close();
        assertThatNothingIsLeft();
    }

    private void assertThatNothingIsLeft() {
        Await.until("no thread is left", () -> threads() == 0);
        Await.until("no connection is left", () -> connections() == 0);
        assertThat(subscribers()).isZero();
    }

    private long subscribers() {
        List<String> channelAndCount = redis.cli("PUBSUB", "NUMSUB", new KeyText("app").channel())
                .lines()
                .toList();
        return Long.parseLong(channelAndCount.get(1));
    }

    private long connections() {
        return redis.cli("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("name=nexus-cache"))
                .count();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("app-") || name.equals("nexus-cache-redis"))
                .count();
    }
}
