package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.engine.Calls.Call;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query with everything that does not depend on the call worked out. */
final class PreparedQuery<T> implements QueryHandle<T> {

    private final Engine engine;
    private final NamedCache cache;
    private final QueryShape shape;
    private final ValueForm form;
    private final Function<@Nullable Object[], ? extends Collection<String>> tags;
    private final QueryLoader<? extends T> loader;

    private PreparedQuery(
            Engine engine,
            NamedCache cache,
            QueryShape shape,
            ValueForm form,
            Function<@Nullable Object[], ? extends Collection<String>> tags,
            QueryLoader<? extends T> loader) {
        this.engine = engine;
        this.cache = cache;
        this.shape = shape;
        this.form = form;
        this.tags = tags;
        this.loader = loader;
    }

    @Override
    public @Nullable T get(@Nullable Object tenant, @Nullable Object... arguments) {
        return getPage(tenant, null, arguments);
    }

    /** An entry in this handle's own form carries the handle's tags, so a hit need not ask for them. */
    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T getPage(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
        CacheKey key = shape.key(tenant, page, arguments);
        LocalEntry entry = cache.local().get(key);
        if (entry != null
                && entry.form() == form
                && !form.bytes()
                && engine.tiers().answersAlone(entry, cache)) {
            cache.counters().localHits.increment();
            return (T) entry.content();
        }
        return (T) answer(key, FetchOptions.cached(), tenant, page, arguments).value();
    }

    @Override
    public CachedResult<T> fetch(
            FetchOptions options, @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
        return engine.result(answer(shape.key(tenant, page, arguments), options, tenant, page, arguments));
    }

    @Override
    public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
        return shape.key(tenant, page, arguments).withTags(tags.apply(arguments.clone()));
    }

    /** The key may hold the very array of arguments, so a user's code gets another. */
    private Answer answer(
            CacheKey key,
            FetchOptions options,
            @Nullable Object tenant,
            @Nullable Object page,
            @Nullable Object[] arguments) {
        Target target = new Target(cache, key, form, () -> tags.apply(arguments.clone()), cache.policy());
        return engine.answer(new Call(target, () -> loader.load(tenant, page, arguments.clone()), options));
    }

    /** Works out a prepared query. */
    static final class Preparing<T> implements Builder<T> {

        private final Engine engine;
        private final NamedCache cache;
        private final QueryShape shape;
        private ValueForm form;
        private Function<@Nullable Object[], ? extends Collection<String>> tags = arguments -> List.of();

        Preparing(Engine engine, NamedCache cache, QueryShape shape, ValueForm form) {
            this.engine = engine;
            this.cache = cache;
            this.shape = shape;
            this.form = form;
        }

        @Override
        public Builder<T> tags(Function<@Nullable Object[], ? extends Collection<String>> tags) {
            this.tags = tags;
            this.form = form.withOwnTags();
            return this;
        }

        @Override
        public QueryHandle<T> loader(QueryLoader<? extends T> loader) {
            return new PreparedQuery<>(engine, cache, shape, form, tags, loader);
        }
    }
}
