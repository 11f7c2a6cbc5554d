package io.ledgerlink.nexus.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All caches of one application instance, in two tiers.
 *
 * <p><b>Guarantees.</b> An answer rests on the stamps that were read before it was loaded, and is given only while none of
 * them has changed. When an eviction has returned on this instance, no call that starts later here is answered from before
 * it. Evictions of other instances arrive over the bus; how long one can go unnoticed when messages are lost is bounded by
 * {@link CachePolicy#maxUnconfirmed()}.
 *
 * <p><b>Threads.</b> Safe for use by many. A loader runs on its caller's thread, under no lock; calls for the same key under
 * the same stamps wait for one load, and a caller's own deadline or interrupt frees only that caller. A load that was
 * interrupted is taken over by one of those who wait.
 *
 * <p><b>Without the remote tier.</b> Calls are answered from the local tier or by the source; no error of the remote tier or
 * of encoding reaches a caller, and none waits for it longer than the configured timeout.
 *
 * <p><b>Transactions.</b> Inside one that the cache was told of, evictions and puts wait for the commit. What is loaded in one
 * that may see its own rows answers that call alone and is not stored; what the transaction itself has evicted or put is
 * asked of the source. Where nothing was told of transactions, every call counts as made outside.
 *
 * <p><b>Values</b> are handed out as they were loaded, by reference: lists, sets, maps and pages as unmodifiable copies, on
 * a miss as on a hit; their elements must not be changed by the caller unless the cache's policy stores bytes.
 *
 * @since 0.1
 */
public interface NexusCache extends AutoCloseable {

    /**
     * Answers from the local tier, the remote tier or the source, in this order.
     *
     * @param type the value's type; a {@code ParameterizedTypeReference}'s type for generic ones
     * @throws RecursiveLoadException if a loader asks for the key that it is loading
     * @throws LoadWaitException if this caller was interrupted while it waited for somebody else's load
     */
    default <T, X extends Exception> @Nullable T get(CacheKey key, Type type, Loader<? extends T, X> loader) throws X {
        return this.<T, X>fetch(key, type, loader, FetchOptions.cached()).value();
    }

    /** Like {@link #get(CacheKey, Type, Loader)}, with the type known to the compiler. */
    default <T, X extends Exception> @Nullable T get(CacheKey key, Class<T> type, Loader<? extends T, X> loader)
            throws X {
        return this.<T, X>get(key, (Type) type, loader);
    }

    /** Like {@link #get(CacheKey, Type, Loader)}, with a loader that is given the context of its load. */
    default <T, X extends Exception> @Nullable T get(CacheKey key, Type type, ContextLoader<T, X> loader) throws X {
        return this.<T, X>get(key, type, (Loader<T, X>) loader);
    }

    /** Like {@link #get(CacheKey, Type, ContextLoader)}, with the type known to the compiler. */
    default <T, X extends Exception> @Nullable T get(CacheKey key, Class<T> type, ContextLoader<T, X> loader) throws X {
        return this.<T, X>get(key, (Type) type, (Loader<T, X>) loader);
    }

    /** Like {@link #get(CacheKey, Type, Loader)}, with options, and says where the answer came from. */
    <T, X extends Exception> CachedResult<T> fetch(
            CacheKey key, Type type, Loader<? extends T, X> loader, FetchOptions options) throws X;

    /** Like {@link #fetch(CacheKey, Type, Loader, FetchOptions)}, with a loader that is given the context of its load. */
    default <T, X extends Exception> CachedResult<T> fetch(
            CacheKey key, Type type, ContextLoader<T, X> loader, FetchOptions options) throws X {
        return this.<T, X>fetch(key, type, (Loader<T, X>) loader, options);
    }

    /**
     * Like {@link #fetch(CacheKey, Type, Loader, FetchOptions)}, without holding the caller's thread or the source's.
     *
     * <p>A local hit is a completed future. Everything else is done on threads of the cache's own, a bounded number: they
     * wait for the remote tier, no longer than the configured timeout, and start the source, with the caller's context
     * where the cache has a carrier for it. Where they have no room for a call, it goes past the cache: the source is
     * started on the caller's thread, and its answer is not kept. The future is completed by one of them, by the caller's
     * thread, by whoever completes the source's stage, or, when it has waited for as long as it may, by a thread of the common
     * pool: what hangs on it must not block.
     *
     * <p>Loads are shared with callers that wait on their threads. Cancelling the future frees this caller alone: the load
     * goes on, and is kept. {@code waitAtMost} bounds the wait for somebody else's load.
     *
     * <p>A loader that asks for its own key is told so, and loaders that need each other's keys do not wait for each other,
     * where the calls are made while the loader is being started, or with the load's trail handed on, as cached reactive
     * methods do. A stage that asks later, on a thread that knows nothing of the load, waits for ever unless
     * {@code waitAtMost} bounds it.
     *
     * @return a future that fails with what the source failed with, unwrapped, or with what the call was refused for
     */
    <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheKey key, Type type, AsyncLoader<? extends T> loader, FetchOptions options);

    /**
     * Loads a key again, whatever the tiers hold. The entry that is there goes on answering until the new one is kept, and
     * after that too if the source fails; calls that the local tier does not answer share the load.
     *
     * <p>The caller is not held. The loader runs on a thread of the cache's own, with the caller's context where the cache has a
     * carrier for it. Where {@link #fetchAsync(CacheKey, Type, AsyncLoader, FetchOptions)} has no room or the call goes past the
     * cache, and inside a transaction that may see its own rows, it runs on the caller's thread, and its answer is not kept. An
     * eviction that comes while it runs counts as for any load. What is not kept, such as "there is nothing" where the policy
     * caches none, leaves the old entry where it is.
     *
     * @return a future that fails with what the source failed with, unwrapped; cancelling it does not end the load
     */
    default <T> CompletableFuture<CachedResult<T>> refresh(CacheKey key, Type type, Loader<? extends T, ?> loader) {
        return fetchAsync(key, type, () -> CompletableFuture.completedFuture(loader.load()), FetchOptions.refresh());
    }

    /** Like {@link #refresh(CacheKey, Type, Loader)}, with a loader that is given the context of its load. */
    default <T> CompletableFuture<CachedResult<T>> refresh(CacheKey key, Type type, ContextLoader<T, ?> loader) {
        return this.<T>refresh(key, type, (Loader<T, ?>) loader);
    }

    /** Answers a query that describes itself, under the policy that it names. */
    default <T, X extends Exception> @Nullable T get(CacheableQuery query, Type type, Loader<? extends T, X> loader)
            throws X {
        return this.<T, X>fetch(query, type, loader, FetchOptions.cached()).value();
    }

    /** Like {@link #get(CacheableQuery, Type, Loader)}, with a loader that is given the context of its load. */
    default <T, X extends Exception> @Nullable T get(CacheableQuery query, Type type, ContextLoader<T, X> loader)
            throws X {
        return this.<T, X>get(query, type, (Loader<T, X>) loader);
    }

    /**
     * Like {@link #get(CacheableQuery, Type, Loader)}, with options, and says where the answer came from.
     *
     * <p>Of the policy that a query names count the times to live, the source's lag and the bound of pages; tiers and codec
     * are the cache's.
     *
     * @throws CacheKeyException if the query names a policy that nobody has given to the cache
     */
    <T, X extends Exception> CachedResult<T> fetch(
            CacheableQuery query, Type type, Loader<? extends T, X> loader, FetchOptions options) throws X;

    /** Like {@link #fetch(CacheableQuery, Type, Loader, FetchOptions)}, with a loader that is given the context of its load. */
    default <T, X extends Exception> CachedResult<T> fetch(
            CacheableQuery query, Type type, ContextLoader<T, X> loader, FetchOptions options) throws X {
        return this.<T, X>fetch(query, type, (Loader<T, X>) loader, options);
    }

    /** Like {@link #fetch(CacheableQuery, Type, Loader, FetchOptions)}, without holding a thread. */
    <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheableQuery query, Type type, AsyncLoader<? extends T> loader, FetchOptions options);

    /**
     * Answers many keys, with one round trip per slot for those that the local tier lacks. Loads that others have begun
     * are shared; those that this call leads are completed before it waits for any other. Keys for which there is nothing
     * are left out. Stale entries are loaded again, in the same go.
     *
     * <p>What a batch loads has no {@link LoadContext} and no lease: each instance asks for itself, whatever the policy's {@link
     * CachePolicy#coalesce()} says, and a {@link CachePolicy.Load#hardTimeout()} does not bound it. Within the {@link
     * CachePolicy#failureBackoff()} of a key the whole batch ends with that key's failure; the failure of a batch for several keys
     * is not remembered, for it does not tell which of them failed.
     */
    <T, X extends Exception> Map<CacheKey, T> getAll(
            Collection<CacheKey> keys, Type type, BatchLoader<? extends T, X> loader) throws X;

    /** Answers from the tiers alone; empty where neither has a valid, fresh entry. A cached nothing is a result without a value. */
    <T> Optional<CachedResult<T>> getIfPresent(CacheKey key, Type type);

    /**
     * Makes a value the answer, for this page, from now on: evicts the key's query, all its pages, and stores the value
     * under the new stamp, in one script. The value must not be computed from an earlier read, see {@link #begin}.
     * Where another eviction of the key comes before it has arrived, nothing is stored, and the next call asks the source.
     *
     * <p>Inside a transaction it waits for the commit, and the value must not be changed until then. It is dropped, and the
     * query evicted, if an eviction of the same transaction comes after it, if a savepoint is rolled back after it, or if
     * nobody knows how the transaction ended.
     *
     * @return the eviction's receipt
     */
    EvictionReceipt put(CacheKey key, Type type, @Nullable Object value);

    /** Begins a load whose value the caller computes itself: reads and holds the stamps that it will rest on. */
    LoadTicket begin(CacheKey key, Type type);

    /**
     * Answers from the tiers alone, and begins a load where neither has a valid, fresh entry: {@link #getIfPresent} and
     * {@link #begin} in one round trip. An absent entry counts as a miss, for the caller asks the source next.
     */
    <T> Lookup<T> lookup(CacheKey key, Type type);

    /**
     * Like {@link #lookup(CacheKey, Type)}, without making the caller wait: the local tier answers on its thread, the remote
     * tier is waited for on the executor.
     */
    <T> CompletableFuture<Lookup<T>> lookup(CacheKey key, Type type, Executor executor);

    /**
     * Gives a valid entry its times again, as if it had been loaded now; a stale one too.
     *
     * @return whether there was a valid entry in the remote tier, and its stamps still stood
     */
    boolean touch(CacheKey key, Type type);

    /** Prepares a query for code that calls often: type, names and tags are worked out once. */
    <T> QueryHandle.Builder<T> query(QueryShape shape, Type type);

    /** Evicts, on this instance and every other. */
    CacheEvictor evictor();

    /** What a cache has counted since it was first used. */
    CacheStatistics statistics(String cache);

    /** The caches that were configured, and those that have been asked so far; in order, as they are now. */
    Set<String> cacheNames();

    /** How a cache keeps its entries; one that was not configured has the default policy, and is not opened by the question. */
    CachePolicy policy(String cache);

    /** Tells an observer of what happens from now on, and of the caches that are there. */
    void addObserver(CacheObserver observer);

    void removeObserver(CacheObserver observer);

    /** How this instance stands with the others. */
    BusStatistics busStatistics();

    /**
     * Waits until the remote tier is there and evictions of other instances arrive, at most that long, and says in the log if
     * they do not. A cache that is not waited for answers all the same, from the local tier and the sources.
     *
     * @return whether it is so; always, where there is no remote tier
     */
    boolean awaitReady(Duration atMost) throws InterruptedException;

    /** Whether {@link #close} has been called. */
    default boolean isClosed() {
        return false;
    }

    /** Writes what waits to be written, within a bound, says goodbye to the bus and leaves no thread behind. */
    @Override
    void close();
}
