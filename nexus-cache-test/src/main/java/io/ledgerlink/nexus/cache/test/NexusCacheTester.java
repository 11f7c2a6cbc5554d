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
 * <p>In memory everything is done when a call returns: results are stored, evictions have been applied on every instance. Time
 * stands still until {@link #advance}. Over a real Redis stores and evictions arrive a moment later, and time is the server's.
 *
 * <p>Calls may be made by many threads; {@link #call} counts what all of them do meanwhile, so make one call at a time through it.
 *
 * @since 0.1
 */
public final class NexusCacheTester implements AssertProvider<NexusCacheAssert>, AutoCloseable {

    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long MOST_BEATS = 1_000;

    /** Longer than it takes until an instance looks after the stamps that its caches share. */
    private static final Duration HEALED_AFTER = Duration.ofSeconds(4);

    private final String prefix;
    private final Supplier<NexusCache> application;
    private final UnaryOperator<NexusCacheBuilder> connection;
    private final @Nullable TestClock clock;
    private final @Nullable TestRedis redis;
    private final List<CallersThread> threads = new CopyOnWriteArrayList<>();
    private final List<NexusCache> others = new CopyOnWriteArrayList<>();
    private final List<String> evicted = new CopyOnWriteArrayList<>();
    private @Nullable NexusCache heard;
    private @Nullable ScopeNames scopes;
    private CacheFigures base = new CacheFigures(Map.of());

    private NexusCacheTester(String prefix, Supplier<NexusCache> application) {
        this.prefix = prefix;
        this.application = application;
        this.clock = new TestClock();
        this.redis = new TestRedis(clock, this::beat);
        this.connection = this::prepare;
    }

    private NexusCacheTester(
            String prefix, Supplier<NexusCache> application, UnaryOperator<NexusCacheBuilder> connection) {
        this.prefix = prefix;
        this.application = application;
        this.clock = null;
        this.redis = null;
        this.connection = connection;
    }

    /** One instance with the default settings on an in-memory Redis of its own. Close it after the test. */
    public static NexusCacheTester inMemory() {
        return inMemory(builder -> builder);
    }

    /** One instance on an in-memory Redis of its own, with these settings. Close it after the test. */
    public static NexusCacheTester inMemory(UnaryOperator<NexusCacheBuilder> settings) {
        String prefix = randomPrefix();
        NexusCache[] first = new NexusCache[1];
        NexusCacheTester tester = new NexusCacheTester(prefix, () -> first[0]);
        first[0] =
                settings.apply(tester.prepare(NexusCacheBuilder.named(prefix))).build();
        tester.others.add(first[0]);
        tester.cache();
        return tester;
    }

    /** For the instance of an application, which {@link #prepare} has prepared. */
    static NexusCacheTester inMemoryOf(String prefix, Supplier<NexusCache> application) {
        return new NexusCacheTester(prefix, application);
    }

    /**
     * For the instance of an application on a real Redis.
     *
     * @param connection connects one more instance to the same Redis
     */
    static NexusCacheTester on(
            String prefix, Supplier<NexusCache> application, UnaryOperator<NexusCacheBuilder> connection) {
        return new NexusCacheTester(prefix, application, connection);
    }

    /** A prefix that no other test, no other run and no application has. */
    static String randomPrefix() {
        return "test-" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** Has an instance keep this tester's time, use its in-memory Redis, and do on the caller's thread what it does in the background. */
    NexusCacheBuilder prepare(NexusCacheBuilder builder) {
        CallersThread thread = new CallersThread();
        threads.add(thread);
        TestRedis shared = redis();
        return builder.ticker(requireClock()::nanos)
                .threads(thread)
                .storing(new CallersThread.Stores())
                .remote(channel -> shared.connect());
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

    /** Starts one more instance on the same Redis, with the same policies. It is closed with the test, or by {@link #empty}. */
    public NexusCache startInstance() {
        NexusCacheBuilder builder = connection.apply(NexusCacheBuilder.named(prefix));
        NexusCache tested = cache();
        tested.cacheNames().forEach(name -> builder.cache(name, tested.policy(name)));
        NexusCache instance = builder.build();
        others.add(instance);
        return instance;
    }

    /** Makes a call, and says by {@code assertThat} how the tested instance has answered it. */
    public <T extends @Nullable Object> CachedCall<T> call(Callable<T> call) {
        CacheFigures before = CacheFigures.of(cache());
        try {
            T value = call.call();
            return new CachedCall<>(value, before, CacheFigures.of(cache()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("The call failed: " + e, e);
        }
    }

    /**
     * Lets time pass for all instances and for the in-memory Redis. Instances beat meanwhile as they do each second, at most a
     * thousand times.
     *
     * @throws IllegalStateException over a real Redis, whose time cannot be moved
     */
    public void advance(Duration time) {
        TestClock moved = requireClock();
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
        NexusCache cache = cache();
        if (redis != null) {
            redis.heal();
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
