package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.fixture.HeldTier;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Promises of the engine that hold whatever the remote tier is; each test is an application of its own. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class EngineConformance {

    static final String LEDGER = "ledger";

    private static final AtomicInteger APPLICATIONS = new AtomicInteger();

    final Remote remote;
    String application = "";
    private Instances instances;

    EngineConformance(Remote remote) {
        this.remote = remote;
    }

    @BeforeEach
    void begin() {
        remote.age();
        application = "engine-" + APPLICATIONS.incrementAndGet();
        instances = new Instances(application, remote::tier);
    }

    @AfterEach
    void end() {
        instances.close();
    }

    Instance start() {
        return instances.start();
    }

    Instance start(CachePolicy defaults) {
        return instances.start(defaults);
    }

    Instance start(UnaryOperator<NexusCacheBuilder> settings) {
        return instances.start(settings);
    }

    /**
     * An instance whose housekeeper stays quiet, so that a test's clock is nobody else's business, and whose entries live as long
     * as their policy says.
     */
    Instance start(Clock clock, CachePolicy defaults) {
        Duration never = Duration.ofDays(10_000);
        BusSettings quiet = new BusSettings(
                Duration.ofDays(1), never, never, never, never, 1_000, 1_000, Duration.ofHours(1), false);
        Instance instance = start(builder ->
                builder.ticker(clock::nanos).chance(() -> 0).bus(quiet).defaults(defaults));
        Await.until("the housekeeper has begun", () -> instance.tier().count(HeldTier.Command.PUBLISH) > 0);
        return instance;
    }

    /** Nanoseconds that a test moves on. */
    static final class Clock {

        private final AtomicLong nanos = new AtomicLong(System.nanoTime());

        long nanos() {
            return nanos.get();
        }

        void advance(Duration duration) {
            nanos.addAndGet(duration.toNanos());
        }
    }

    static CacheKey key(int account) {
        return key("t1", account);
    }

    static CacheKey key(String tenant, int account) {
        return CacheKey.builder(LEDGER)
                .tenant(tenant)
                .query("entries")
                .part("account", account)
                .tags("account:7")
                .build();
    }

    static CachedResult<String> fetch(Instance instance, CacheKey key, String source) {
        return fetch(instance, key, source, FetchOptions.cached());
    }

    static CachedResult<String> fetch(Instance instance, CacheKey key, String source, FetchOptions options) {
        return instance.cache().<String, RuntimeException>fetch(key, String.class, () -> source, options);
    }

    static String get(Instance instance, CacheKey key, String source) {
        return instance.cache().<String, RuntimeException>get(key, String.class, () -> source);
    }

    static CacheStatistics statistics(Instance instance) {
        return instance.cache().statistics(LEDGER);
    }

    /** Loads a key and waits until the remote tier has it. */
    static void storeThrough(Instance instance, CacheKey key, String source) {
        long before = statistics(instance).stores();
        get(instance, key, source);
        awaitStores(instance, before + 1);
    }

    static void awaitStores(Instance instance, long stores) {
        Await.until("the entry is stored", () -> statistics(instance).stores() >= stores);
    }

    /** What stands at a key in the remote tier cannot be read by an instance that is new. */
    final void assertCountedMissAndReplaced(CacheKey key) {
        Instance reader = start();
        assertThat(fetch(reader, key, "source"))
                .extracting("value", "status")
                .containsExactly("source", CacheStatus.MISS);
        assertThat(statistics(reader))
                .extracting("unreadable", "remoteFailures")
                .containsExactly(1L, 0L);
        awaitStores(reader, 1);
        assertThat(fetch(start(), key, "unused"))
                .extracting("value", "status")
                .containsExactly("source", CacheStatus.HIT_REMOTE);
    }
}
