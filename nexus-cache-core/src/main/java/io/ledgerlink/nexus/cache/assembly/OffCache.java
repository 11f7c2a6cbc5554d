package io.ledgerlink.nexus.cache.assembly;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheObserver;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.transaction.Deferring;
import io.ledgerlink.nexus.cache.transaction.Transactions.Outcome;
import io.ledgerlink.nexus.cache.value.Unmodifiable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is switched off: the source answers every call, and nothing is kept, connected or evicted.
 *
 * <p>Results are handed out unmodifiable as ever, so that switching the cache on again breaks no caller. Keys are made only
 * for those who ask for one.
 */
final class OffCache implements NexusCache, Deferring {

    static final EvictionReceipt NOTHING_TO_EVICT =
            new EvictionReceipt(EvictionReceipt.Status.CONFIRMED, List.of(), OptionalInt.empty());

    private static final CachePolicy NOTHING_KEPT = CachePolicy.defaults().withTtl(Duration.ZERO);

    private static final CacheStatistics NOTHING_COUNTED =
            new CacheStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final CacheEvictor evictor = new OffEvictor();
    private volatile boolean closed;

    @Override
    public <T, X extends Exception> CachedResult<T> fetch(
            CacheKey key, Type type, Loader<? extends T, X> loader, FetchOptions options) throws X {
        return answer(OffCache.<T>handOut(LoadContext.<T, X>past(loader), type));
    }

    @Override
    public <T, X extends Exception> CachedResult<T> fetch(
            CacheableQuery query, Type type, Loader<? extends T, X> loader, FetchOptions options) throws X {
        return answer(OffCache.<T>handOut(LoadContext.<T, X>past(loader), type));
    }

    @Override
    public <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheKey key, Type type, AsyncLoader<? extends T> loader, FetchOptions options) {
        return started(loader, type);
    }

    @Override
    public <T> CompletableFuture<CachedResult<T>> fetchAsync(
            CacheableQuery query, Type type, AsyncLoader<? extends T> loader, FetchOptions options) {
        return started(loader, type);
    }

    /** Starts the source on the thread that calls. */
    private static <T> CompletableFuture<CachedResult<T>> started(AsyncLoader<? extends T> loader, Type type) {
        CompletableFuture<CachedResult<T>> answer = new CompletableFuture<>();
        try {
            stage(loader).whenComplete((loaded, failure) -> {
                if (failure == null) {
                    answer.complete(answer(OffCache.<T>handOut(loaded, type)));
                } else {
                    Throwable cause = failure.getCause();
                    answer.completeExceptionally(
                            failure instanceof CompletionException && cause != null ? cause : failure);
                }
            });
        } catch (Exception failure) {
            answer.completeExceptionally(failure);
        }
        return answer;
    }

    private static <T> CompletionStage<? extends @Nullable T> stage(AsyncLoader<? extends T> loader) throws Exception {
        return Objects.requireNonNull(
                LoadContext.<CompletionStage<? extends @Nullable T>, Exception>past(loader::load));
    }

    @Override
    public <T, X extends Exception> Map<CacheKey, T> getAll(
            Collection<CacheKey> keys, Type type, BatchLoader<? extends T, X> loader) throws X {
        return Map.copyOf(loader.load(keys.stream().distinct().toList()));
    }

    @Override
    public <T> Optional<CachedResult<T>> getIfPresent(CacheKey key, Type type) {
        return Optional.empty();
    }

    @Override
    public EvictionReceipt put(CacheKey key, Type type, @Nullable Object value) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public LoadTicket begin(CacheKey key, Type type) {
        return new OffTicket(key);
    }

    @Override
    public <T> Lookup<T> lookup(CacheKey key, Type type) {
        return new Lookup.Absent<>(new OffTicket(key));
    }

    @Override
    public <T> CompletableFuture<Lookup<T>> lookup(CacheKey key, Type type, Executor executor) {
        return CompletableFuture.completedFuture(lookup(key, type));
    }

    @Override
    public boolean touch(CacheKey key, Type type) {
        return false;
    }

    @Override
    public <T> QueryHandle.Builder<T> query(QueryShape shape, Type type) {
        return new OffQuery<>(shape, type);
    }

    @Override
    public CacheEvictor evictor() {
        return evictor;
    }

    @Override
    public CacheStatistics statistics(String cache) {
        return NOTHING_COUNTED;
    }

    @Override
    public Set<String> cacheNames() {
        return Set.of();
    }

    @Override
    public CachePolicy policy(String cache) {
        return NOTHING_KEPT;
    }

    @Override
    public void addObserver(CacheObserver observer) {}

    @Override
    public void removeObserver(CacheObserver observer) {}

    @Override
    public BusStatistics busStatistics() {
        return new BusStatistics(false, 0, 0, 0, 0, false, 0, 0);
    }

    @Override
    public boolean awaitReady(Duration atMost) {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private static <T> CachedResult<T> answer(@Nullable T value) {
        return new CachedResult<>(value, CacheStatus.BYPASS, Duration.ZERO, Duration.ZERO);
    }

    /** The copy is of the declared type, as the value was. */
    @SuppressWarnings("unchecked")
    private static <T> @Nullable T handOut(@Nullable Object value, Type type) {
        return (T) Unmodifiable.guard(value, type);
    }

    /** A ticket of the cache, whose value goes nowhere. */
    private static final class OffTicket implements LoadTicket {

        private final CacheKey key;
        private final AtomicBoolean stored = new AtomicBoolean();

        private OffTicket(CacheKey key) {
            this.key = key;
        }

        @Override
        public boolean store(@Nullable Object value) {
            if (stored.getAndSet(true)) {
                throw new IllegalStateException("The ticket of " + key + " was stored before: begin another load");
            }
            return false;
        }
    }

    @Override
    public Deferred defer() {
        return new NothingDeferred();
    }

    /** Takes part in a transaction and has nothing to do at its end. */
    private static final class NothingDeferred implements Deferred {

        @Override
        public EvictionReceipt evict(Consumer<CacheEvictor.Batch> scopes) {
            return NOTHING_TO_EVICT;
        }

        @Override
        public boolean covers(CacheKey key) {
            return false;
        }

        @Override
        public void rewound() {}

        @Override
        public void ended(Outcome outcome) {}
    }

    /** Prepares a query that asks its source. */
    private static final class OffQuery<T> implements QueryHandle.Builder<T>, QueryHandle.PerCall<T> {

        private final QueryShape shape;
        private final Type type;
        private Function<@Nullable Object[], ? extends Collection<String>> tags = arguments -> List.of();

        private OffQuery(QueryShape shape, Type type) {
            this.shape = shape;
            this.type = type;
        }

        @Override
        public QueryHandle.Builder<T> tags(Function<@Nullable Object[], ? extends Collection<String>> tags) {
            this.tags = tags;
            return this;
        }

        @Override
        public QueryHandle.Builder<T> tagsFromSource() {
            return this;
        }

        @Override
        public QueryHandle.Builder<T> findsTags() {
            return this;
        }

        @Override
        public QueryHandle.Builder<T> policy(CachePolicy policy) {
            return this;
        }

        @Override
        public QueryHandle<T> loader(QueryHandle.QueryLoader<? extends T> loader) {
            return new OffHandle<>(this, loader);
        }

        @Override
        public QueryHandle.PerCall<T> perCall() {
            return this;
        }

        @Override
        public <C> @Nullable T get(
                FetchOptions options,
                C call,
                Function<? super C, ? extends Loader<? extends T, ?>> source,
                @Nullable Object tenant,
                @Nullable Object page,
                @Nullable Object... arguments) {
            return load(source.apply(call));
        }

        @Override
        public @Nullable T hit(FetchOptions options, CallShape.Probe probe) {
            return null;
        }

        @Override
        public CompletableFuture<CachedResult<T>> fetchAsync(
                FetchOptions options,
                AsyncLoader<? extends T> source,
                @Nullable Object tenant,
                @Nullable Object page,
                @Nullable Object... arguments) {
            return started(source, type);
        }

        @Override
        public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return shape.key(tenant, page, arguments).withTags(tags.apply(arguments.clone()));
        }

        private @Nullable T load(Loader<? extends T, ?> source) {
            try {
                return OffCache.<T>handOut(LoadContext.<T, Exception>past(source::load), type);
            } catch (Exception failure) {
                throw Sneaky.<RuntimeException>rethrow(failure);
            }
        }
    }

    /** A prepared query with a source of its own. */
    private record OffHandle<T>(OffQuery<T> query, QueryHandle.QueryLoader<? extends T> loader)
            implements QueryHandle<T> {

        @Override
        public @Nullable T get(@Nullable Object tenant, @Nullable Object... arguments) {
            return getPage(tenant, null, arguments);
        }

        @Override
        public @Nullable T getPage(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return query.load(() -> loader.load(tenant, page, arguments));
        }

        @Override
        public CachedResult<T> fetch(
                FetchOptions options, @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return answer(getPage(tenant, page, arguments));
        }

        @Override
        public CompletableFuture<CachedResult<T>> refresh(
                @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return started(() -> CompletableFuture.completedFuture(loader.load(tenant, page, arguments)), query.type);
        }

        @Override
        public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return query.key(tenant, page, arguments);
        }
    }
}
