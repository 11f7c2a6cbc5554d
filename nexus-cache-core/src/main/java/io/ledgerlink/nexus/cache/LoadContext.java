package io.ledgerlink.nexus.cache;

import io.ledgerlink.nexus.cache.context.LoadTrail;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source may know of the entry that it renews, and what it decides about the one that it makes.
 *
 * <p>A {@link ContextLoader} is given one; any other source, a cached method or an {@link AsyncLoader} too, asks
 * {@link #current()} for it, before it hands its work to other threads. What is decided counts for this load alone, for
 * all who share it, and until the source has answered; what is not is as the cache's policy says. The last word counts where
 * something is decided twice.
 *
 * <p>A call past the cache has a context too, without anything previous, whose decisions change nothing: past it go calls
 * in {@link FetchOptions.Mode#BYPASS}, those that store nothing because of a transaction, and all calls while the cache is off
 * or the policy's time to live is zero.
 *
 * <p>Safe for use by many threads; no method waits.
 *
 * @since 0.1
 */
public interface LoadContext<T> {

    /**
     * The value that is there and is loaded again: a stale one, or one that is fresh and {@linkplain NexusCache#refresh refreshed}.
     * Never one that was evicted, nor that there is nothing, nor one that carries tags which its source has found.
     */
    Optional<T> previous();

    /**
     * Says that the previous value is what the source would give, and returns it: what the source returns in its turn. The entry
     * has its times again, and the value is not sent to the remote tier once more where the load has read it from there, as
     * it does beside a stale entry. Where something was evicted since the load began, the value answers those who wait and is
     * not kept, as any other.
     *
     * @throws IllegalStateException if there is no {@link #previous()} value
     */
    T notModified();

    /**
     * Decides how long what is loaded is fresh, that there is nothing included; zero for a value that is not kept. The policy's
     * jitter shortens it.
     *
     * @throws IllegalArgumentException if it is negative, or longer than {@link CachePolicy#LONGEST}
     */
    void ttl(Duration ttl);

    /**
     * Decides how long after that it may still answer; it counts on every instance. That there is nothing is never said by a
     * stale entry.
     *
     * @throws IllegalArgumentException if it is negative, or longer than {@link CachePolicy#LONGEST}
     */
    void staleFor(Duration staleFor);

    /**
     * Says what evicts the result besides its query and the tags that were named before: tags of what the source has found in
     * it, at most 32. With more, or while the remote tier is away, it is not kept. The load must have said before that it may
     * find tags: a {@link ContextLoader} has, and a query that was prepared so.
     *
     * @throws IllegalStateException if it has not said so
     * @throws CacheKeyException in a shared cache, which has no tags
     */
    void tags(Collection<String> tags);

    /** Decides that what is loaded answers those who wait for it, and is not kept. */
    void doNotStore();

    /**
     * The context of the load that the current thread works for, the innermost one where loads are nested.
     *
     * @param <T> the type of what is loaded, which is not checked
     * @throws IllegalStateException if the thread works for none
     */
    @SuppressWarnings("unchecked")
    static <T> LoadContext<T> current() {
        LoadTrail trail = LoadTrail.current();
        if (trail != null && trail.load() instanceof LoadContext<?> context) {
            return (LoadContext<T>) context;
        }
        throw new IllegalStateException(
                "The current thread works for no load that has a LoadContext. Ask for it inside a"
                        + " Loader, an AsyncLoader or a cached method that is called through its bean, on the thread that begins"
                        + " the load and not in a BatchLoader; a test calls such code by LoadContext.past");
    }

    /** Asks a source as a call past the cache does, on the current thread. */
    static <T, X extends Exception> @Nullable T past(Loader<? extends T, X> source) throws X {
        try (LoadTrail.Scope scope = LoadTrail.enter(new LoadTrail(PastContext.ONLY, LoadTrail.current()))) {
            return source.load();
        }
    }
}
