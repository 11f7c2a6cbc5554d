package io.ledgerlink.nexus.cache;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A query prepared for frequent calls.
 *
 * <p>Guarantees and threads are those of {@link NexusCache}. A local hit allocates its key and nothing else.
 *
 * @since 0.1
 */
public interface QueryHandle<T> {

    /**
     * Answers the query for a tenant, {@code null} in a shared cache.
     *
     * @param arguments in the order of the shape's parameters
     */
    @Nullable T get(@Nullable Object tenant, @Nullable Object... arguments);

    /** Answers one page of the query. */
    @Nullable T getPage(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments);

    /** Like {@link #getPage}, and says where the answer came from. */
    CachedResult<T> fetch(
            FetchOptions options, @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments);

    /**
     * Loads one page again, while the entry that is there goes on answering; see {@link NexusCache#refresh}. A call that is
     * refused for its arguments says so through the future.
     */
    CompletableFuture<CachedResult<T>> refresh(
            @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments);

    /** The key of a call, for evicting or putting. */
    CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments);

    /** Works out a handle. Not safe for use by many threads; the handle is. */
    interface Builder<T> {

        /** Names the tags of a call's result from its arguments. Asked on the way to a load, not on a hit. */
        Builder<T> tags(Function<@Nullable Object[], ? extends Collection<String>> tags);

        /**
         * Lets each call's source name the tags of its result, for tags that depend on more than the arguments. Calls then
         * bring a {@link TaggedSource} or a {@link TaggedAsyncSource}.
         */
        Builder<T> tagsFromSource();

        /**
         * Says that the query's source may find tags in its result, and name them by {@link LoadContext#tags}: each load then reads
         * one stamp more.
         */
        Builder<T> findsTags();

        /**
         * The policy to keep this query's results under, instead of the cache's own. Of it count the times to live, the
         * source's lag, what becomes of failed and of slow loads, and the bound of pages; tiers and codec are the cache's.
         */
        Builder<T> policy(CachePolicy policy);

        /** Sets the source and finishes. What it throws reaches the caller unwrapped, checked exceptions too. */
        QueryHandle<T> loader(QueryLoader<? extends T> loader);

        /** Finishes without a source: each call brings its own. */
        PerCall<T> perCall();
    }

    /**
     * A prepared query whose calls bring their own source, as an interceptor's do.
     *
     * <p>Guarantees and threads are those of {@link QueryHandle}. What a source throws reaches the caller unwrapped, checked
     * exceptions too.
     */
    interface PerCall<T> {

        /**
         * What the local tier answers at once, counted as a hit; {@code null} if it does not, or with nothing: then
         * {@link #get} answers.
         */
        @Nullable T hit(FetchOptions options, CallShape.Probe probe);

        /**
         * Answers one page of the query.
         *
         * @param call whatever a source is made of
         * @param source makes the source of the call, where the call needs one: a local hit makes none
         */
        <C> @Nullable T get(
                FetchOptions options,
                C call,
                Function<? super C, ? extends Loader<? extends T, ?>> source,
                @Nullable Object tenant,
                @Nullable Object page,
                @Nullable Object... arguments);

        /**
         * Answers one page of the query without holding a thread; see {@link NexusCache#fetchAsync}. A call that is refused
         * for its arguments says so through the future.
         */
        CompletableFuture<CachedResult<T>> fetchAsync(
                FetchOptions options,
                AsyncLoader<? extends T> source,
                @Nullable Object tenant,
                @Nullable Object page,
                @Nullable Object... arguments);

        /** The key of a call; its tags included, unless sources name them. */
        CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments);
    }

    /** A call's source that also names the tags of what it loads. */
    interface TaggedSource<T> extends Loader<T, Exception>, Tagged {}

    /** The same for a call that holds no thread. */
    interface TaggedAsyncSource<T> extends AsyncLoader<T>, Tagged {}

    /** Names the tags of what it loads. */
    interface Tagged {

        /** The tags. Asked on the way to a load, before it begins, perhaps more than once; not on a hit. */
        Collection<String> tags();
    }

    /** The source behind a handle; gets what the call was given. */
    @FunctionalInterface
    interface QueryLoader<T> {

        @Nullable T load(@Nullable Object tenant, @Nullable Object page, @Nullable Object[] arguments) throws Exception;
    }
}
