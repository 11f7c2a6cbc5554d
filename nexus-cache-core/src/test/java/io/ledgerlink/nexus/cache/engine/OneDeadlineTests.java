package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a call does, it waits for a silent remote tier for one deadline in all. No time passes: waits are added up. */
class OneDeadlineTests {

    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final InMemoryRemote remote = new InMemoryRemote();
    private final Playground.House house = new Playground.House();
    private final AtomicLong waited = new AtomicLong();
    private Set<String> silent = Set.of();
    private final NexusCache cache = NexusCacheBuilder.named("app")
            .remoteTimeout(TIMEOUT)
            .breaker(new BreakerSettings(64, 100, null, Duration.ofSeconds(1)))
            .threads(house)
            .remote(channel -> partlySilent(remote.connect()))
            .build();

    @AfterEach
    void close() {
        silent = Set.of();
        cache.close();
    }

    @Test
    void aMissThatReadsInVain() {
        silence("read");
        assertThat(cache.<String, RuntimeException>get(key(1), String.class, () -> "v"))
                .isEqualTo("v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aMissThatReadsAndThenSettlesInVain() {
        cache.getIfPresent(key(9), String.class);
        silence("settle");
        assertThat(cache.<String, RuntimeException>get(key(1), String.class, () -> "v"))
                .isEqualTo("v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aMissThatLearnsTheWideStampsAndReadsInVain() {
        silence("settle", "read");
        assertThat(cache.<String, RuntimeException>get(key(1), String.class, () -> "v"))
                .isEqualTo("v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aCallForManyKeysOfManySlots() {
        silence("settle", "read");
        List<CacheKey> keys =
                IntStream.range(0, 10).mapToObj(OneDeadlineTests::key).toList();
        assertThat(cache.<String, RuntimeException>getAll(keys, String.class, missing -> Map.of(key(1), "v")))
                .containsEntry(key(1), "v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aCallForManyKeysOfManyCachesWhoseWideStampsAreUnknown() {
        silence("settle", "read");
        List<CacheKey> keys = IntStream.range(0, 10)
                .mapToObj(number -> key("cache" + number, number))
                .toList();
        cache.<String, RuntimeException>getAll(keys, String.class, missing -> Map.of());
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aLook() {
        silence("read");
        assertThat(cache.getIfPresent(key(1), String.class)).isEmpty();
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aLookupWithATicket() {
        silence("read", "settle");
        cache.lookup(key(1), String.class);
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aTicket() {
        silence("read", "settle");
        assertThat(cache.begin(key(1), String.class).store("v")).isTrue();
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void anAsynchronousCall() throws Exception {
        silence("read", "settle");
        assertThat(cache.<String>fetchAsync(
                                key(1),
                                String.class,
                                () -> CompletableFuture.completedFuture("v"),
                                FetchOptions.cached())
                        .get(10, TimeUnit.SECONDS)
                        .value())
                .isEqualTo("v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aPutThatReadsInVain() {
        silence("read", "settle", "evict", "put");
        cache.put(key(1), String.class, "v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aPutThatIsNotAnswered() {
        silence("put");
        cache.put(key(1), String.class, "v");
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void aTouch() {
        cache.put(key(1), String.class, "v");
        silence("touch");
        assertThat(cache.touch(key(1), String.class)).isFalse();
        assertThatItWaitedForOneDeadline();
    }

    @Test
    void anEvictionOfManySlots() {
        silence("evict");
        cache.evictor().evict(batch -> IntStream.range(0, 10).forEach(tenant -> batch.tenant("t" + tenant)));
        assertThatItWaitedForOneDeadline();
    }

    private void silence(String... commands) {
        silent = Set.of(commands);
    }

    private void assertThatItWaitedForOneDeadline() {
        assertThat(waited.get()).isPositive().isLessThanOrEqualTo(TIMEOUT.toNanos());
    }

    private static CacheKey key(int number) {
        return key("ledger", number);
    }

    private static CacheKey key(String cache, int number) {
        return CacheKey.builder(cache)
                .tenant("t" + number)
                .query("entries")
                .part("account", 7)
                .build();
    }

    private RemoteTier partlySilent(InMemoryRemoteTier tier) {
        return (RemoteTier) Proxy.newProxyInstance(
                RemoteTier.class.getClassLoader(), new Class<?>[] {RemoteTier.class}, (self, method, arguments) -> {
                    if (silent.contains(method.getName())) {
                        return new Never<>();
                    }
                    try {
                        return method.invoke(tier, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** What never comes, and whoever waits for it finds the time gone at once. */
    private final class Never<T> extends CompletableFuture<T> {

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Never<>();
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws TimeoutException {
            waited.addAndGet(unit.toNanos(timeout));
            throw new TimeoutException();
        }
    }
}
