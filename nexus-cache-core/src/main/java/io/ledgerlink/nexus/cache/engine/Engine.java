package io.ledgerlink.nexus.cache.engine;

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
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.Call;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Caches;
import io.ledgerlink.nexus.cache.tier.NamedCache;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.Tiers;
import io.ledgerlink.nexus.cache.transaction.Deferring;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache: hands each call to the part whose affair it is.
 */
public final class Engine implements NexusCache, Deferring {

    /** Those who answer. */
    public record Rooms(Calls calls, Batches batches, Lookups lookups, Puts puts, CacheEvictor evictor) {}

    private final Caches caches;
    private final Observers observers;
    private final Bus bus;
    private final Tiers tiers;
    private final InTransaction transaction;
    private final Rooms rooms;
    private final Runnable closing;
    private volatile boolean closed;

    /**
     * Opens the door.
     *
     * @param closing ends what is behind it
     */
    public Engine(
            Caches caches,
            Observers observers,
            Bus bus,
            Tiers tiers,
            InTransaction transaction,
            Rooms rooms,
            Runnable closing) {
        this.caches = caches;
        this.observers = observers;
        this.bus = bus;
        this.tiers = tiers;
        this.transaction = transaction;
        this.rooms = rooms;
        this.closing = closing;
    }

    Tiers tiers() {
        return tiers;
    }

    InTransaction transaction() {
        return transaction;
    }

    @Override
    public Deferred defer() {
        return transaction.defer(rooms.puts);
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
        return rooms.batches.getAll(keys, type, loader);
    }

    @Override
    public <T> Optional<CachedResult<T>> getIfPresent(CacheKey key, Type type) {
        Answer answer = rooms.lookups.ifPresent(target(key, type));
        return answer == null ? Optional.empty() : Optional.of(result(answer));
    }

    @Override
    public EvictionReceipt put(CacheKey key, Type type, @Nullable Object value) {
        return rooms.puts.put(target(key, type), value);
    }

    @Override
    public LoadTicket begin(CacheKey key, Type type) {
        return rooms.lookups.begin(target(key, type));
    }

    @Override
    public <T> Lookup<T> lookup(CacheKey key, Type type) {
        Target target = target(key, type);
        Lookup<T> here = rooms.lookups.lookupHere(target, this::found);
        return here != null ? here : rooms.lookups.lookupThere(target, rooms.lookups.loadsAlone(target), this::found);
    }

    @Override
    public <T> CompletableFuture<Lookup<T>> lookup(CacheKey key, Type type, Executor executor) {
        Target target = target(key, type);
        Lookup<T> here = rooms.lookups.lookupHere(target, this::found);
        if (here != null) {
            return CompletableFuture.completedFuture(here);
        }
        boolean alone = rooms.lookups.loadsAlone(target);
        return CompletableFuture.supplyAsync(() -> rooms.lookups.lookupThere(target, alone, this::found), executor);
    }

    private <T> Lookup<T> found(Answer answer) {
        return new Lookup.Found<>(result(answer));
    }

    @Override
    public boolean touch(CacheKey key, Type type) {
        return rooms.puts.touch(target(key, type));
    }

    @Override
    public <T> QueryHandle.Builder<T> query(QueryShape shape, Type type) {
        NamedCache cache = caches.get(shape.cache());
        return new PreparedQuery.Preparing<>(this, cache, shape, cache.form(type));
    }

    @Override
    public CacheEvictor evictor() {
        return rooms.evictor;
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
        closing.run();
    }

    Target target(CacheKey key, Type type) {
        NamedCache cache = caches.get(key.cache());
        return Target.of(cache, key, cache.form(type));
    }

    Answer answer(Target target, Loader<?, ?> source, FetchOptions options) {
        return rooms.calls.answer(new Call(target, new Asking.Blocking<>(source), options));
    }

    /** What a call is refused for comes the way that its answer would. The caller's future is its own to cancel. */
    <T> CompletableFuture<CachedResult<T>> asyncResult(Supplier<Call> call) {
        CompletableFuture<CachedResult<T>> result = new CompletableFuture<>();
        try {
            rooms.calls.answerLater(call.get()).whenComplete((answer, failure) -> {
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
        return answer.result(tiers.now());
    }
}
