package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryHandle.QueryLoader;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.Call;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.NamedCache;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.ValueForm;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query with everything that does not depend on the call worked out. */
final class PreparedQuery<T> implements QueryHandle.PerCall<T> {

    private final Engine engine;
    private final NamedCache cache;
    private final QueryShape shape;
    private final ValueForm form;
    private final CachePolicy policy;
    private final TagNames tags;
    private final boolean finds;

    private PreparedQuery(Preparing<T> from) {
        this.engine = from.engine;
        this.cache = from.cache;
        this.shape = from.shape;
        this.form = from.form;
        this.policy = from.policy;
        this.tags = from.tags;
        this.finds = from.finds;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <C> @Nullable T get(
            FetchOptions options,
            C call,
            Function<? super C, ? extends Loader<? extends T, ?>> source,
            @Nullable Object tenant,
            @Nullable Object page,
            @Nullable Object... arguments) {
        CacheKey key = shape.key(tenant, page, arguments);
        LocalEntry hit = hit(options, key);
        return (T)
                (hit != null
                        ? hit.content()
                        : answer(options, source.apply(call), key, arguments).value());
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T hit(FetchOptions options, CallShape.Probe probe) {
        LocalEntry hit = looks(options) ? answering(cache.local().get(probe)) : null;
        return hit == null || hit.content() == null ? null : (T) counted(hit).content();
    }

    /** The entry that answers at once, counted; {@code null} if the call has to go the whole way. */
    private @Nullable LocalEntry hit(FetchOptions options, CacheKey key) {
        LocalEntry hit = looks(options) ? answering(cache.local().get(key)) : null;
        return hit == null ? null : counted(hit);
    }

    private boolean looks(FetchOptions options) {
        return options.mode() == Mode.CACHED && !engine.transaction().defers();
    }

    /** An entry in this query's own form carries the query's tags, so they need not be asked for. */
    private @Nullable LocalEntry answering(@Nullable LocalEntry entry) {
        return entry != null
                        && entry.form() == form
                        && !form.bytes()
                        && engine.tiers().answersAlone(entry, cache)
                ? entry
                : null;
    }

    private LocalEntry counted(LocalEntry hit) {
        cache.counters().localHits.increment();
        return hit;
    }

    @Override
    public CompletableFuture<CachedResult<T>> fetchAsync(
            FetchOptions options,
            AsyncLoader<? extends T> source,
            @Nullable Object tenant,
            @Nullable Object page,
            @Nullable Object... arguments) {
        return engine.asyncResult(
                () -> new Call(target(shape.key(tenant, page, arguments), source, arguments), source, options));
    }

    CachedResult<T> fetch(
            FetchOptions options,
            Loader<? extends T, ?> source,
            @Nullable Object tenant,
            @Nullable Object page,
            @Nullable Object... arguments) {
        return engine.result(answer(options, source, shape.key(tenant, page, arguments), arguments));
    }

    @Override
    public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
        return shape.key(tenant, page, arguments).withTags(tags.of(null, arguments));
    }

    private Answer answer(
            FetchOptions options, Loader<? extends T, ?> source, CacheKey key, @Nullable Object[] arguments) {
        return engine.answer(target(key, source, arguments), source, options);
    }

    /** From here on the key's texts are asked for more than once. */
    private Target target(CacheKey key, Object source, @Nullable Object[] arguments) {
        return new Target(
                cache,
                key.withTags(List.of()),
                form,
                () -> tags.of(source, arguments),
                policy,
                finds && key.tenant() != null);
    }

    /** Who names the tags of a call: its arguments, or its source, which is {@code null} where only a key is asked for. */
    private interface TagNames {

        Collection<String> of(@Nullable Object source, @Nullable Object[] arguments);

        /** The key may hold the very array of arguments, so a user's code gets another. */
        static TagNames ofArguments(Function<@Nullable Object[], ? extends Collection<String>> tags) {
            return (source, arguments) -> tags.apply(arguments.clone());
        }

        static TagNames ofSource() {
            return (source, arguments) -> source == null ? List.of() : ((QueryHandle.Tagged) source).tags();
        }
    }

    /** A prepared query with a source of its own. */
    private record Sourced<T>(PreparedQuery<T> query, QueryLoader<? extends T> loader) implements QueryHandle<T> {

        @Override
        public @Nullable T get(@Nullable Object tenant, @Nullable Object... arguments) {
            return getPage(tenant, null, arguments);
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable T getPage(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            CacheKey key = query.shape.key(tenant, page, arguments);
            LocalEntry hit = query.hit(FetchOptions.cached(), key);
            return (T) (hit != null ? hit.content() : load(key, tenant, page, arguments));
        }

        private @Nullable Object load(
                CacheKey key, @Nullable Object tenant, @Nullable Object page, @Nullable Object[] arguments) {
            return query.answer(
                            FetchOptions.cached(), () -> loader.load(tenant, page, arguments.clone()), key, arguments)
                    .value();
        }

        @Override
        public CachedResult<T> fetch(
                FetchOptions options, @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return query.fetch(options, () -> loader.load(tenant, page, arguments.clone()), tenant, page, arguments);
        }

        /** The source is asked later, so what it gets is fixed now. */
        @Override
        public CompletableFuture<CachedResult<T>> refresh(
                @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            @Nullable Object[] fixed = arguments.clone();
            return query.fetchAsync(
                    FetchOptions.refresh(),
                    new Asking.Blocking<>(() -> loader.load(tenant, page, fixed.clone())),
                    tenant,
                    page,
                    fixed);
        }

        @Override
        public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
            return query.key(tenant, page, arguments);
        }
    }

    /** Works out a prepared query. */
    static final class Preparing<T> implements QueryHandle.Builder<T> {

        private final Engine engine;
        private final NamedCache cache;
        private final QueryShape shape;
        private ValueForm form;
        private CachePolicy policy;
        private TagNames tags = (source, arguments) -> List.of();
        private boolean finds;

        Preparing(Engine engine, NamedCache cache, QueryShape shape, ValueForm form) {
            this.engine = engine;
            this.cache = cache;
            this.shape = shape;
            this.form = form;
            this.policy = cache.policy();
        }

        @Override
        public QueryHandle.Builder<T> tags(Function<@Nullable Object[], ? extends Collection<String>> tags) {
            return taggedBy(TagNames.ofArguments(tags));
        }

        @Override
        public QueryHandle.Builder<T> tagsFromSource() {
            return taggedBy(TagNames.ofSource());
        }

        @Override
        public QueryHandle.Builder<T> findsTags() {
            this.finds = true;
            return this;
        }

        private QueryHandle.Builder<T> taggedBy(TagNames tags) {
            this.tags = tags;
            this.form = form.withOwnTags();
            return this;
        }

        @Override
        public QueryHandle.Builder<T> policy(CachePolicy policy) {
            this.policy = policy;
            return this;
        }

        @Override
        public QueryHandle<T> loader(QueryLoader<? extends T> loader) {
            return new Sourced<>(new PreparedQuery<>(this), loader);
        }

        @Override
        public QueryHandle.PerCall<T> perCall() {
            return new PreparedQuery<>(this);
        }
    }
}
