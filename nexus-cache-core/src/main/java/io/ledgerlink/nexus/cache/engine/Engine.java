package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheObserver;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.evict.Evictions;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.evict.JournalReplay;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.BoundedThreads;
import io.ledgerlink.nexus.cache.load.Call;
import io.ledgerlink.nexus.cache.load.Failures;
import io.ledgerlink.nexus.cache.load.InFlights;
import io.ledgerlink.nexus.cache.load.Leases;
import io.ledgerlink.nexus.cache.load.Load;
import io.ledgerlink.nexus.cache.load.LoadStack;
import io.ledgerlink.nexus.cache.load.LoadThreads;
import io.ledgerlink.nexus.cache.load.OnStages;
import io.ledgerlink.nexus.cache.load.Refreshes;
import io.ledgerlink.nexus.cache.load.Waiting;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Caches;
import io.ledgerlink.nexus.cache.tier.EntryKeeper;
import io.ledgerlink.nexus.cache.tier.Lifetimes;
import io.ledgerlink.nexus.cache.tier.NamedCache;
import io.ledgerlink.nexus.cache.tier.RemoteReader;
import io.ledgerlink.nexus.cache.tier.RemoteWriter;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.Tiers;
import io.ledgerlink.nexus.cache.transaction.Deferring;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache: hands each call to the part whose affair it is.
 *
 * <p>Internal; the entrance of its package.
 */
public final class Engine implements NexusCache, Deferring {

    private static final int STORES_UNDER_WAY = 1_000;

    private final Caches caches;
    private final Observers observers;
    private final Bus bus;
    private final ExecutorService storing;
    private final Ticker ticker;
    private final RemoteWriter writer;
    private final Tiers tiers;
    private final Calls calls;
    private final LoadThreads loadThreads;
    private final Refreshes refreshes;
    private final Batches batches;
    private final Lookups lookups;
    private final Puts puts;
    private final Evictions evictions;
    private final InTransaction transaction;
    private final Duration closeWithin;
    private final @Nullable JournalKeeper journal;
    private volatile boolean closed;

    /**
     * Parts that the engine is made of and does not make.
     *
     * @param timeout how long a call waits for the remote tier, over all its round trips
     * @param storing runs stores; shut down on close
     * @param async runs what asynchronous calls must wait for; shut down on close
     * @param refreshing loads stale entries anew; shut down on close
     * @param loading loads for callers who do not wait for as long as it takes; shut down on close
     * @param loadsOfOneCache how many of those threads the loads of one cache may take
     * @param loadsWaiting how many loads of one cache may wait for one
     * @param carrier takes the context of asynchronous callers along
     * @param closeWithin how long close waits for stores, and for each kind of call under way
     * @param transactions which transactions calls are made in
     * @param waiting how a caller's thread waits for another's load
     * @param chance draws numbers from 0 up to 1, without it
     * @param fleet how instances wait for each other's loads
     * @param journal keeps evictions of transactions durably, where that is wanted; closed on close
     */
    public record Parts(
            RemoteTier remote,
            Bus bus,
            Scopes scopes,
            KeyText text,
            ServerClock clock,
            Observers observers,
            Ticker ticker,
            Duration timeout,
            ExecutorService storing,
            ExecutorService async,
            ExecutorService refreshing,
            ExecutorService loading,
            int loadsOfOneCache,
            int loadsWaiting,
            ContextCarrier carrier,
            Duration closeWithin,
            Transactions transactions,
            Waiting waiting,
            DoubleSupplier chance,
            FleetSettings fleet,
            @Nullable JournalKeeper journal) {}

    /** Makes the caches of these policies, and of the default one for all others. */
    public Engine(
            Parts parts,
            Map<String, CachePolicy> policies,
            CachePolicy defaults,
            Map<String, CachePolicy> named,
            Function<CachePolicy.Codec, CacheCodec> codecs) {
        this.bus = parts.bus;
        this.observers = parts.observers;
        this.ticker = parts.ticker;
        this.storing = parts.storing;
        this.closeWithin = parts.closeWithin;
        this.caches = new Caches(policies, defaults, named, codecs, ticker, parts.observers);
        this.writer = new RemoteWriter(parts.remote, bus, parts.text, parts.clock, ticker, storing, STORES_UNDER_WAY);
        Lifetimes lives = new Lifetimes(parts.chance);
        RemoteReader reader = new RemoteReader(parts.remote, bus, parts.scopes, parts.text, parts.clock, ticker, lives);
        EntryKeeper keeping = new EntryKeeper(writer, parts.scopes, parts.clock, ticker, lives);
        this.tiers = new Tiers(parts.scopes, bus, reader, keeping, ticker);
        this.transaction = new InTransaction(parts.transactions, parts.scopes, parts.journal);
        this.loadThreads = new LoadThreads(
                new BoundedThreads(parts.loading), parts.carrier, parts.loadsOfOneCache, parts.loadsWaiting);
        Load.Shared shared = new Load.Shared(
                tiers,
                new InFlights(parts.waiting),
                new LoadStack(),
                new Asking(ticker),
                new Failures(ticker),
                new Leases(parts.remote, bus, parts.text, parts.clock, parts.timeout, parts.fleet, parts.waiting),
                loadThreads);
        this.refreshes = new Refreshes(
                shared,
                transaction,
                new OnStages.Threads(new BoundedThreads(parts.refreshing), shared, parts.carrier),
                ticker);
        this.calls = new Calls(
                shared,
                refreshes,
                transaction,
                new OnStages.Threads(new BoundedThreads(parts.async), shared, parts.carrier));
        this.batches = new Batches(caches, shared, calls, transaction);
        this.lookups = new Lookups(tiers, transaction);
        this.puts = new Puts(parts.remote, parts.scopes, bus, tiers, writer, transaction, lives);
        this.evictions = new Evictions(parts.scopes, bus, parts.remote, parts.text, parts.timeout, transaction, puts);
        policies.keySet().forEach(parts.scopes::cache);
        this.journal = parts.journal;
        if (journal != null) {
            journal.open(new JournalReplay(bus, parts.scopes, parts.text));
        }
    }

    Tiers tiers() {
        return tiers;
    }

    InTransaction transaction() {
        return transaction;
    }

    @Override
    public Deferred defer() {
        return transaction.defer(puts);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T, X extends Exception> @Nullable T get(CacheKey key, Type type, Loader<? extends T, X> loader) {
        return (T) answer(target(key, type).from(loader), loader, FetchOptions.cached())
                .value();
    }

    @Override
    public <T, X extends Exception> CachedResult<T> fetch(
            CacheKey key, Type type, Loader<? extends T, X> loader, FetchOptions options) {
        return result(answer(target(key, type).from(loader), loader, options));
    }

    @Override
    public <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheKey key, Type type, AsyncLoader<? extends T> loader, FetchOptions options) {
        return asyncResult(() -> new Call(target(key, type), loader, options));
    }

    @Override
    public <T> CompletableFuture<CachedResult<T>> refresh(CacheKey key, Type type, Loader<? extends T, ?> loader) {
        return asyncResult(
                () -> new Call(target(key, type).from(loader), new Asking.Blocking<T>(loader), FetchOptions.refresh()));
    }

    @Override
    public <T, X extends Exception> CachedResult<T> fetch(
            CacheableQuery query, Type type, Loader<? extends T, X> loader, FetchOptions options) {
        return result(answer(target(query, type).from(loader), loader, options));
    }

    @Override
    public <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheableQuery query, Type type, AsyncLoader<? extends T> loader, FetchOptions options) {
        return asyncResult(() -> new Call(target(query, type), loader, options));
    }

    private Target target(CacheableQuery query, Type type) {
        CacheKey key = CacheKey.of(query);
        NamedCache cache = caches.get(key.cache());
        CachePolicy policy =
                query.policyName().map(name -> caches.policy(name, key)).orElse(cache.policy());
        return new Target(cache, key, cache.form(type), key::tags, policy, false);
    }

    @Override
    public <T, X extends Exception> Map<CacheKey, T> getAll(
            Collection<CacheKey> keys, Type type, BatchLoader<? extends T, X> loader) {
        return batches.getAll(keys, type, loader);
    }

    @Override
    public <T> Optional<CachedResult<T>> getIfPresent(CacheKey key, Type type) {
        Answer answer = lookups.ifPresent(target(key, type));
        return answer == null ? Optional.empty() : Optional.of(result(answer));
    }

    @Override
    public EvictionReceipt put(CacheKey key, Type type, @Nullable Object value) {
        return puts.put(target(key, type), value);
    }

    @Override
    public LoadTicket begin(CacheKey key, Type type) {
        return lookups.begin(target(key, type));
    }

    @Override
    public <T> Lookup<T> lookup(CacheKey key, Type type) {
        Target target = target(key, type);
        Lookup<T> here = lookups.lookupHere(target, this::found);
        return here != null ? here : lookups.lookupThere(target, lookups.loadsAlone(target), this::found);
    }

    @Override
    public <T> CompletableFuture<Lookup<T>> lookup(CacheKey key, Type type, Executor executor) {
        Target target = target(key, type);
        Lookup<T> here = lookups.lookupHere(target, this::found);
        if (here != null) {
            return CompletableFuture.completedFuture(here);
        }
        boolean alone = lookups.loadsAlone(target);
        return CompletableFuture.supplyAsync(() -> lookups.lookupThere(target, alone, this::found), executor);
    }

    private <T> Lookup<T> found(Answer answer) {
        return new Lookup.Found<>(result(answer));
    }

    @Override
    public boolean touch(CacheKey key, Type type) {
        return puts.touch(target(key, type));
    }

    @Override
    public <T> QueryHandle.Builder<T> query(QueryShape shape, Type type) {
        NamedCache cache = caches.get(shape.cache());
        return new PreparedQuery.Preparing<>(this, cache, shape, cache.form(type));
    }

    @Override
    public CacheEvictor evictor() {
        return evictions;
    }

    @Override
    public CacheStatistics statistics(String cache) {
        NamedCache named = caches.get(cache);
        return named.counters().statistics(bus.evictions(cache), named.local().size());
    }

    @Override
    public Set<String> cacheNames() {
        return caches.names();
    }

    @Override
    public CachePolicy policy(String cache) {
        return caches.policy(cache);
    }

    @Override
    public void addObserver(CacheObserver observer) {
        observers.add(observer, cacheNames());
    }

    @Override
    public void removeObserver(CacheObserver observer) {
        observers.remove(observer);
    }

    @Override
    public BusStatistics busStatistics() {
        return bus.statistics();
    }

    @Override
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return bus.awaitReady(atMost);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        refreshes.close(closeWithin);
        calls.close(closeWithin);
        loadThreads.close(closeWithin);
        try {
            writer.flush(closeWithin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        storing.shutdownNow();
        bus.close();
        if (journal != null) {
            journal.close(closeWithin);
        }
    }

    Target target(CacheKey key, Type type) {
        NamedCache cache = caches.get(key.cache());
        return Target.of(cache, key, cache.form(type));
    }

    Answer answer(Target target, Loader<?, ?> source, FetchOptions options) {
        return calls.answer(new Call(target, new Asking.Blocking<>(source), options));
    }

    /** What a call is refused for comes the way that its answer would. The caller's future is its own to cancel. */
    <T> CompletableFuture<CachedResult<T>> asyncResult(Supplier<Call> call) {
        CompletableFuture<CachedResult<T>> result = new CompletableFuture<>();
        try {
            calls.answerLater(call.get()).whenComplete((answer, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(result(answer));
                }
            });
        } catch (RuntimeException refused) {
            result.completeExceptionally(refused);
        }
        return result;
    }

    <T> CachedResult<T> result(Answer answer) {
        return answer.result(ticker.read());
    }
}
