package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.EvictionListener.Eviction;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a test holds a cache by: how calls are answered, what is evicted, other instances, faults, and time.
 *
 * <pre>{@code
 * assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isMiss();
 * assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isLocalHit();
 * cache.startInstance().evictor().evictTag("acme", "account:A-7");
 * assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isMiss();
 * }</pre>
 *
 * <p>In a Spring context it is a bean, see {@link AutoConfigureNexusCache};
 * without Spring {@link #inMemory()} makes one.
 *
 * <p>In memory a result is stored and an eviction is applied on every instance when the call returns; only stale entries are
 * refreshed in the background, which {@link #settle} waits for. Time stands still until {@link #advance}. Over a real Redis stores
 * and evictions arrive a moment later, and time is the server's.
 *
 * <p>Calls may be made by many threads; {@link #call} counts what all of them do meanwhile, so make one call at a time through it.
 *
 * @since 0.1
 */
public final class NexusCacheTester implements AssertProvider<NexusCacheAssert>, AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(3);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long MOST_BEATS = 1_000;

    /** Longer than it takes until an instance looks after the stamps that its caches share. */
    private static final Duration HEALED_AFTER = Duration.ofSeconds(4);

    private final String prefix;
    private final Supplier<NexusCache> application;
    private final Supplier<NexusCacheBuilder> further;
    private final @Nullable TestClock clock;
    private final @Nullable TestRedis redis;
    private final List<CallersThread> threads = new CopyOnWriteArrayList<>();
    private final List<Refreshing> refreshing = new CopyOnWriteArrayList<>();
    private final List<NexusCache> others = new CopyOnWriteArrayList<>();
    private final List<String> evicted = new CopyOnWriteArrayList<>();
    private @Nullable NexusCache heard;
    private @Nullable ScopeNames scopes;
    private CacheFigures base = new CacheFigures(Map.of());

    private NexusCacheTester(
            String prefix, Supplier<NexusCache> application, Supplier<NexusCacheBuilder> further, boolean inMemory) {
        this.prefix = prefix;
        this.application = application;
        this.further = further;
        this.clock = inMemory ? new TestClock() : null;
        this.redis = clock == null ? null : new TestRedis(clock, this::beat);
    }

    /** One instance with the default settings on an in-memory Redis of its own. Close it after the test. */
    public static NexusCacheTester inMemory() {
        return inMemory(builder -> builder);
    }

    /** One instance on an in-memory Redis of its own, with these settings. Close it after the test. */
    public static NexusCacheTester inMemory(UnaryOperator<NexusCacheBuilder> settings) {
        String prefix = randomPrefix();
        NexusCache[] first = new NexusCache[1];
        NexusCacheTester[] tester = new NexusCacheTester[1];
        Supplier<NexusCacheBuilder> instances =
                () -> settings.apply(tester[0].prepare(NexusCacheBuilder.named(prefix)));
        tester[0] = new NexusCacheTester(prefix, () -> first[0], instances, true);
        first[0] = instances.get().build();
        tester[0].others.add(first[0]);
        tester[0].cache();
        return tester[0];
    }

    /**
     * For an application.
     *
     * @param application its instance, which {@link #prepare} has prepared
     * @param further what its configuration says, for one more instance
     */
    static NexusCacheTester of(
            String prefix, Supplier<NexusCache> application, Supplier<NexusCacheBuilder> further, boolean inMemory) {
        return new NexusCacheTester(prefix, application, further, inMemory);
    }

    /** A prefix that no other test, no other run and no application has. */
    static String randomPrefix() {
        return "test-" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** Has an instance tell of its refreshes. In memory it keeps this tester's time, too, and does the rest on the caller's thread. */
    NexusCacheBuilder prepare(NexusCacheBuilder builder) {
        Refreshing refreshes = new Refreshing();
        refreshing.add(refreshes);
        builder.refreshing(refreshes);
        if (redis == null || clock == null) {
            return builder;
        }
        CallersThread thread = new CallersThread();
        threads.add(thread);
        return builder.ticker(clock::nanos)
                .threads(thread)
                .storing(new CallersThread.Stores())
                .remote(channel -> redis.connect());
    }

    /** The instance that is tested. */
    public synchronized NexusCache cache() {
        NexusCache cache = application.get();
        if (heard != cache) {
            heard = cache;
            cache.evictor().addListener(this::hear);
        }
        return cache;
    }

    private void hear(Eviction eviction) {
        eviction.stamps().stream().map(ScopeStamp::scope).forEach(evicted::add);
    }

    /**
     * Starts one more instance on the same Redis, with the same settings. It takes part in no transaction: its evictions go out at
     * once. It is closed with the test, or by {@link #empty}.
     */
    public NexusCache startInstance() {
        NexusCache instance =
                further.get().outsideTransactions().startupTimeout(READY_WITHIN).build();
        others.add(instance);
        return instance;
    }

    /**
     * Waits until stale entries that have answered are refreshed, or have failed to be, on every instance of this tester.
     *
     * @throws IllegalStateException after 20 s, as where a source waits for what the test does later
     */
    public void settle() {
        Await.until(
                "refreshes in the background have ended",
                () -> refreshing.stream().allMatch(Refreshing::idle));
    }

    /** Makes a call, and says by {@code assertThat} how the tested instance has answered it. */
    public <T extends @Nullable Object> CachedCall<T> call(Callable<T> call) {
        CacheFigures before = CacheFigures.of(cache());
        try {
            List<String> evictedBefore = evicted();
            T value = call.call();
            return new CachedCall<>(value, before, CacheFigures.of(cache()), evictedBefore);
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The call was interrupted", e);
        } catch (Exception e) {
            throw new AssertionError("The call failed: " + e, e);
        }
    }

    /**
     * Lets time pass for all instances and for the in-memory Redis. Instances beat meanwhile as they do each second, at most a
     * thousand times.
     *
     * @throws IllegalStateException over a real Redis, whose time cannot be moved
     * @throws IllegalArgumentException for a negative time
     */
    public void advance(Duration time) {
        TestClock moved = requireClock();
        if (time.isNegative()) {
            throw new IllegalArgumentException("x by " + time + ": advance by zero or more");
        }
        long beats = Math.min(MOST_BEATS, Math.max(1, time.dividedBy(BEAT)));
        for (long i = 0; i < beats; i++) {
            moved.advance(time.dividedBy(beats));
            beat();
        }
        moved.advance(time.minus(time.dividedBy(beats).multipliedBy(beats)));
    }

    private void beat() {
        threads.forEach(CallersThread::beat);
    }

    /**
     * The in-memory Redis and its faults.
     *
     * @throws IllegalStateException over a real Redis
     */
    public TestRedis redis() {
        if (redis == null) {
            throw noMemory("faults can be played");
        }
        return redis;
    }

    private TestClock requireClock() {
        if (clock == null) {
            throw noMemory("time can be advanced");
        }
        return clock;
    }

    private static IllegalStateException noMemory(String what) {
        return new IllegalStateException("These caches are on a real Redis, and " + what
                + " only in memory: write @AutoConfigureNexusCache without remote, or NexusCacheTester.inMemory()");
    }

    /** What was evicted since the tester was emptied last, by whichever instance: scopes by their keys, in the order of arrival. */
    public List<String> evicted() {
        cache();
        return List.copyOf(evicted);
    }

    /** Ends faults, closes further instances, makes every entry invalid, and forgets what was counted. */
    public void empty() {
        closeOthers();
        if (redis != null) {
            redis.heal();
        }
        settle();
        NexusCache cache = cache();
        if (redis != null) {
            cache.evictor().purge().all();
            // Stamps that a test has lost are made again, which would else invalidate what the next one loads first.
            advance(HEALED_AFTER);
        }
        EvictionReceipt receipt = cache.evictor().evictAll();
        // Its own message would be among what the test has evicted.
        if (receipt.status() == Status.CONFIRMED) {
            receipt.stamps().forEach(stamp -> awaitEvicted(stamp.scope()));
        }
        evicted.clear();
        base = CacheFigures.of(cache);
    }

    long since(String cache, ToLongFunction<CacheStatistics> figure) {
        return figure.applyAsLong(cache().statistics(cache)) - figure.applyAsLong(base.of(cache));
    }

    /** Over a real Redis a message needs a moment. */
    boolean awaitEvicted(String scope) {
        cache();
        if (redis != null) {
            return evicted.contains(scope);
        }
        try {
            Await.until("the eviction is heard", () -> evicted.contains(scope));
            return true;
        } catch (IllegalStateException never) {
            return false;
        }
    }

    synchronized ScopeNames scopes() {
        if (scopes == null) {
            scopes = new ScopeNames(prefix);
        }
        return scopes;
    }

    private void closeOthers() {
        List<NexusCache> closing = new ArrayList<>(others);
        NexusCache tested = application.get();
        closing.removeIf(other -> other == tested);
        others.removeAll(closing);
        closing.forEach(NexusCache::close);
    }

    @Override
    public NexusCacheAssert assertThat() {
        return new NexusCacheAssert(this);
    }

    /** Closes the instances that this tester has started. */
    @Override
    public synchronized void close() {
        others.forEach(NexusCache::close);
        others.clear();
        if (scopes != null) {
            scopes.close();
        }
    }

    /** What has been counted since the tester was emptied last. */
    @Override
    public String toString() {
        return CacheFigures.of(cache()).story(base);
    }
}
