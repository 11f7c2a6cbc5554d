package io.ledgerlink.nexus.cache.assembly;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.bus.BusThreads;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.CborCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.context.micrometer.SnapshotCarrier;
import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.load.Waiting;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.redis.RedisRemoteTier;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Policies;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import io.ledgerlink.nexus.cache.wiring.Blueprint;
import io.ledgerlink.nexus.cache.wiring.Instance;
import io.ledgerlink.nexus.cache.wiring.Platform;
import io.ledgerlink.nexus.cache.wiring.Threads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Puts a cache together.
 *
 * <p>Without Redis or another remote tier the cache is this process' own: two tiers in form, with only the local one keeping
 * entries. Not safe for use by many threads; what it builds is.
 *
 * @since 0.1
 */
public final class NexusCacheBuilder {

    private static final String CONTEXT_PROPAGATION = "io.micrometer.context.ContextSnapshotFactory";

    private final String prefix;
    private final Map<String, CachePolicy> policies = new LinkedHashMap<>();
    private final Map<String, CachePolicy> named = new LinkedHashMap<>();
    private final Map<CachePolicy.Codec, CacheCodec> codecs = new ConcurrentHashMap<>();
    private @Nullable Function<String, RemoteTier> remote;
    private @Nullable String channel;
    private CachePolicy defaults = CachePolicy.defaults();
    private Duration remoteTimeout = Duration.ofMillis(250);
    private Duration startupTimeout = Duration.ofSeconds(3);
    private Duration closeTimeout = Duration.ofSeconds(2);
    private BusSettings bus = BusSettings.defaults();
    private BreakerSettings breaker = BreakerSettings.defaults();
    private @Nullable BusThreads threads;
    private @Nullable ExecutorService stores;
    private @Nullable ExecutorService refreshes;
    private @Nullable ContextCarrier carrier;
    private int asyncThreads = 16;
    private int asyncCalls = 1_000;
    private int refreshThreads = 4;
    private int refreshesWaiting = 1_000;
    private int loadThreads = 64;
    private int loadsWaiting = 1_000;
    private Ticker ticker = Ticker.systemTicker();
    private DoubleSupplier chance = () -> ThreadLocalRandom.current().nextDouble();
    private FleetSettings fleet = FleetSettings.defaults();
    private Transactions transactions = Transactions.none();
    private @Nullable EvictionJournal journal;
    private Duration journalPolls = Duration.ofSeconds(5);

    private NexusCacheBuilder(String prefix) {
        this.prefix = prefix;
    }

    /** Begins a cache whose keys begin with this name: two applications on one Redis need two names. */
    public static NexusCacheBuilder named(String application) {
        return new NexusCacheBuilder(application);
    }

    /** A cache that is switched off: every call asks its source, evictions do nothing, and nothing is connected. */
    public static NexusCache off() {
        return new OffCache();
    }

    /** Shares entries and evictions over the Redis of this factory, on connections of the cache's own. Needs Lettuce. */
    public NexusCacheBuilder redis(RedisConnectionFactory factory) {
        this.remote = channel -> RedisRemoteTier.on(factory, channel);
        return this;
    }

    /** Shares entries and evictions with whoever else is connected to this store, inside one process. For tests. */
    public NexusCacheBuilder inMemory(InMemoryRemote store) {
        this.remote = channel -> store.connect();
        return this;
    }

    /** Shares entries and evictions over a tier made for the bus' channel. */
    public NexusCacheBuilder remote(Function<String, RemoteTier> tier) {
        this.remote = tier;
        return this;
    }

    /** The bus' channel, instead of the one that is made of the application's name. The same on every instance. */
    public NexusCacheBuilder channel(String channel) {
        this.channel = channel;
        return this;
    }

    /** How a cache keeps its entries. */
    public NexusCacheBuilder cache(String name, CachePolicy policy) {
        policies.put(name, policy);
        return this;
    }

    /** A policy that queries may name, see {@code CacheableQuery}. */
    public NexusCacheBuilder policy(String name, CachePolicy policy) {
        named.put(name, policy);
        return this;
    }

    /** How caches without a policy of their own keep their entries. */
    public NexusCacheBuilder defaults(CachePolicy policy) {
        this.defaults = policy;
        return this;
    }

    /** Replaces the library's codec. */
    public NexusCacheBuilder codec(CachePolicy.Codec kind, CacheCodec codec) {
        codecs.put(kind, codec);
        return this;
    }

    /** How long a call waits for the remote tier, at most. */
    public NexusCacheBuilder remoteTimeout(Duration timeout) {
        this.remoteTimeout = timeout;
        return this;
    }

    /**
     * How long {@link #build} waits for the remote tier; without it the cache begins on the local tier. With zero it does not
     * wait, and {@link NexusCache#awaitReady} can do so later.
     */
    public NexusCacheBuilder startupTimeout(Duration timeout) {
        this.startupTimeout = timeout;
        return this;
    }

    /** How long {@code close} waits for what is under way: refreshes, asynchronous calls, loads with a deadline, stores; each. */
    public NexusCacheBuilder closeTimeout(Duration timeout) {
        this.closeTimeout = timeout;
        return this;
    }

    /** When the remote tier is given up on, and how it is tried again. */
    public NexusCacheBuilder breaker(BreakerSettings settings) {
        this.breaker = settings;
        return this;
    }

    /** How the bus keeps time. */
    public NexusCacheBuilder bus(BusSettings settings) {
        this.bus = settings;
        return this;
    }

    /** Who applies messages and keeps house. For tests that control schedules. */
    public NexusCacheBuilder threads(BusThreads threads) {
        this.threads = threads;
        return this;
    }

    /** Who writes results to the remote tier, instead of a thread of the cache's own. For tests that control schedules. */
    public NexusCacheBuilder storing(ExecutorService stores) {
        this.stores = stores;
        return this;
    }

    /** Who loads stale entries again, instead of threads of the cache's own. For tests that wait for it. */
    public NexusCacheBuilder refreshing(ExecutorService refreshes) {
        this.refreshes = refreshes;
        return this;
    }

    /**
     * What takes the context of an asynchronous caller along to where its source is started. Without one it is Micrometer's
     * context propagation where that is on the class path, and nothing where it is not.
     */
    public NexusCacheBuilder carrying(ContextCarrier carrier) {
        this.carrier = carrier;
        return this;
    }

    /**
     * How many threads asynchronous calls may have for reading the remote tier and starting sources, and how many calls may
     * wait for one. Threads begin with the first such call and end when there are none.
     */
    public NexusCacheBuilder async(int threads, int waiting) {
        if (threads < 1 || waiting < 1) {
            throw new IllegalArgumentException("Asynchronous calls cannot do with " + threads + " threads and room for "
                    + waiting + " that wait: give NexusCacheBuilder.async at least one of each");
        }
        this.asyncThreads = threads;
        this.asyncCalls = waiting;
        return this;
    }

    /**
     * How many threads may load entries again in the background, and how many such loads may wait for one. Where there is no
     * room the entry answers all the same, and a later call tries again.
     */
    public NexusCacheBuilder refreshes(int threads, int waiting) {
        if (threads < 1 || waiting < 1) {
            throw new IllegalArgumentException("Stale entries cannot be refreshed with " + threads
                    + " threads and room for " + waiting
                    + " that wait: give NexusCacheBuilder.refreshes at least one of each");
        }
        this.refreshThreads = threads;
        this.refreshesWaiting = waiting;
        return this;
    }

    /**
     * How many threads may load for callers who wait no longer than a {@link CachePolicy.Load#hardTimeout()}, and how many
     * such loads of one cache may wait for one. One cache may take a quarter of the threads, so that sources that hang
     * starve their own cache alone. Where there is no room the call ends with a {@link CacheLoadTimeoutException}. Threads begin
     * with the first such load and end when there are none.
     */
    public NexusCacheBuilder loads(int threads, int waiting) {
        if (threads < 1 || waiting < 1) {
            throw new IllegalArgumentException("Loads with a hard timeout cannot do with " + threads
                    + " threads and room for " + waiting
                    + " that wait: give NexusCacheBuilder.loads at least one of each");
        }
        this.loadThreads = threads;
        this.loadsWaiting = waiting;
        return this;
    }

    /** Where nanoseconds come from. For tests that control time. */
    public NexusCacheBuilder ticker(Ticker ticker) {
        this.ticker = ticker;
        return this;
    }

    /**
     * Where chance comes from that lets entries made together end apart: numbers from 0 up to 1, without it, for many threads.
     * For tests that control it.
     */
    public NexusCacheBuilder chance(DoubleSupplier chance) {
        this.chance = chance;
        return this;
    }

    /** How instances wait for each other's loads, in caches that {@link CachePolicy#coalesce()} them. */
    public NexusCacheBuilder fleet(FleetSettings settings) {
        this.fleet = settings;
        return this;
    }

    /**
     * Which transactions calls are made in: evictions and puts inside one wait for its commit, and what is loaded in one that
     * may see its own rows is not kept. Without it every call counts as made outside.
     */
    public NexusCacheBuilder transactions(Transactions transactions) {
        this.transactions = transactions;
        return this;
    }

    /** Every call counts as made outside any transaction, whatever was said before. */
    public NexusCacheBuilder outsideTransactions() {
        this.transactions = Transactions.none();
        this.journal = null;
        return this;
    }

    /**
     * Where the evictions and puts of a transaction are kept with what it writes until they are confirmed, so that a crash
     * after the commit loses none. Needs {@link #transactions}, and is of no use without a remote tier.
     *
     * @param pollEvery how often, about, this instance asks what any has left over
     */
    public NexusCacheBuilder journal(EvictionJournal journal, Duration pollEvery) {
        if (pollEvery.toMillis() < 1) {
            throw new IllegalArgumentException("A journal cannot be asked every " + pollEvery.toMillis()
                    + " ms for what was left over: give NexusCacheBuilder.journal at least one millisecond");
        }
        this.journal = journal;
        this.journalPolls = pollEvery;
        return this;
    }

    /** Builds the cache, connects it, and waits a short while for the remote tier. */
    public NexusCache build() {
        if (journal != null && transactions == Transactions.none()) {
            throw new IllegalStateException("NexusCacheBuilder.journal was given a journal, which is written in"
                    + " transactions, but the cache knows of none: call transactions(...) too, with SpringTransactions"
                    + " where Spring manages them");
        }
        KeyText text = new KeyText(prefix);
        boolean shared = remote != null;
        RemoteTier tier = remote != null
                ? remote.apply(channel != null ? channel : text.channel())
                : new InMemoryRemote().connect();
        Policies kept = new Policies(policies, defaults, named, this::codec);
        BusSettings rhythm = bus.withStampLife(kept.stampLife(bus.stampLife()));
        OwnThreads own = new OwnThreads(prefix);
        String instance = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        Instance built = Instance.of(new Blueprint(
                new Blueprint.Identity(instance, text, new Scopes(text)),
                tier,
                new Blueprint.Times(remoteTimeout, closeTimeout),
                new Blueprint.Settings(shared ? rhythm : rhythm.asAlone(), breaker, fleet),
                shared ? kept : kept.localOnly(),
                new Platform(ticker, chance, Waiting.blocking(), transactions, carrier != null ? carrier : available()),
                threads(own),
                journal == null || !shared ? null : own.keeper(journal, journalPolls)));
        built.bus().open();
        NexusCache engine = built.engine();
        if (!startupTimeout.isZero()) {
            awaitReady(engine);
        }
        return engine;
    }

    private Threads threads(OwnThreads own) {
        return new Threads(
                threads != null ? threads : BusThreads.start(prefix, bus.queue()),
                stores != null ? stores : own.stores(),
                own.several("-async-", asyncThreads, asyncCalls),
                refreshes != null ? refreshes : own.several("-refresh-", refreshThreads, refreshesWaiting),
                own.several("-load-", loadThreads, loadsWaiting),
                new Threads.Share(Math.max(1, loadThreads / 4), loadsWaiting));
    }

    private void awaitReady(NexusCache cache) {
        try {
            cache.awaitReady(startupTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CacheCodec codec(CachePolicy.Codec kind) {
        return codecs.computeIfAbsent(kind, unknown -> switch (unknown) {
            case JSON -> JsonCodec.standard();
            case CBOR -> CborCodec.standard();
        });
    }

    private static ContextCarrier available() {
        return ClassUtils.isPresent(CONTEXT_PROPAGATION, NexusCacheBuilder.class.getClassLoader())
                ? new SnapshotCarrier()
                : ContextCarrier.none();
    }
}
