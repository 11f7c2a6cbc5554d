package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.QueryHandle.TaggedAsyncSource;
import io.ledgerlink.nexus.cache.QueryHandle.TaggedSource;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import io.ledgerlink.nexus.cache.method.TenantSource;
import io.ledgerlink.nexus.cache.support.Sneaky;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;
import reactor.util.context.ContextView;

/**
 * All that is needed to answer a call of one method, worked out once. Immutable and safe for use by many threads.
 *
 * <p>A local hit evaluates the method's condition, its tenant and its key, where they are expressions, and nothing else.
 */
abstract sealed class QueryPlan permits NamedQueryPlan, DescribedQueryPlan {

    private final QueryDeclaration declaration;
    private final @Nullable MethodExpression condition;
    private final @Nullable MethodExpression unless;
    private final @Nullable MethodExpression foundTags;
    private final VaryByWarning advice;
    private final OneBeanWarning beans;
    private final ResultStyle handover;
    private final SubscriberOptions subscribers;

    QueryPlan(QueryDeclaration declaration, VaryByWarning advice, SubscriberOptions subscribers) {
        this.declaration = declaration;
        this.condition = declaration.condition();
        this.unless = declaration.unless();
        this.foundTags = declaration.foundTags();
        this.advice = advice;
        this.beans = new OneBeanWarning(declaration);
        this.subscribers = subscribers;
        this.handover = ResultStyle.of(declaration.method().returnType().resolve(Object.class));
    }

    /** Answers a call from the cache, or by letting it proceed. */
    final @Nullable Object answer(MethodInvocation call) throws Throwable {
        return handover.answer(this, call);
    }

    /** Whether the cache has nothing to do with a call. */
    final boolean passes(MethodInvocation call) {
        return refuses(call) || !namesPage(call);
    }

    /** Lets a call proceed past the cache; what the method throws is thrown as it is. */
    static @Nullable Object past(MethodInvocation call) {
        return LoadContext.<Object, RuntimeException>past(() -> {
            try {
                return call.proceed();
            } catch (Throwable failure) {
                throw Sneaky.<RuntimeException>rethrow(failure);
            }
        });
    }

    /** Whether the method's condition keeps the cache out of a call. */
    final boolean refuses(MethodInvocation call) {
        return condition != null && !condition.holds(call.getThis(), call.getArguments());
    }

    /** Whether a call's arguments can name a page, where they have to. */
    boolean namesPage(MethodInvocation call) {
        return true;
    }

    /** What the local tier answers without a key; {@code null} where only {@link #ask} can tell. */
    @Nullable Object hit(MethodInvocation call) {
        return null;
    }

    abstract @Nullable Object ask(MethodInvocation call) throws Throwable;

    /** Asks without holding a thread; what a call is refused for may be thrown or come through the future. */
    abstract CompletableFuture<CachedResult<Object>> askAsync(
            MethodInvocation call, AsyncMethodSource source, FetchOptions options);

    /** The way from a call to the method behind the cache, where the method only promises its result. */
    final AsyncMethodSource source(MethodInvocation call, Function<Object, CompletionStage<?>> promised) {
        return new AsyncMethodSource(this, call, promised);
    }

    /** The same where the method answers itself. */
    final MethodSource source(MethodInvocation call) {
        return new MethodSource(this, call);
    }

    /** The key of a call with these arguments, for evicting its query. */
    abstract CacheKey key(@Nullable Object target, @Nullable Object[] arguments);

    abstract Collection<String> tags(@Nullable Object[] arguments);

    /** How the results are kept; {@code null} if the query object says that. */
    abstract @Nullable CachePolicy policy();

    abstract TenantSource tenant();

    private @Nullable Object load(MethodInvocation call) throws Exception {
        beans.loads(call.getThis());
        return advice.observe(call);
    }

    /** Tells a load's context of the tags that are found in what the method has answered. */
    private @Nullable Object withFoundTags(
            LoadContext<Object> context, MethodInvocation call, @Nullable Object loaded) {
        Object result = ObjectUtils.unwrapOptional(loaded);
        if (foundTags != null && result != null) {
            context.tags(foundTags.texts(call.getThis(), call.getArguments(), result));
        }
        return loaded;
    }

    final QueryDeclaration declaration() {
        return declaration;
    }

    /** The options of a call in its subscriber's context. */
    final FetchOptions options(MethodInvocation call, ContextView subscriber) {
        return subscribers.options(
                subscriber,
                () -> key(call.getThis(), call.getArguments()).withTags(tags(call.getArguments())),
                options(call));
    }

    final FetchOptions options(MethodInvocation call) {
        MethodExpression refused = unless;
        return refused == null
                ? FetchOptions.cached()
                : FetchOptions.cached().unless(result -> refused.holds(call.getThis(), call.getArguments(), result));
    }

    /**
     * The way from a call to a method that promises its result.
     *
     * @param promised makes a stage of what the method returns
     */
    record AsyncMethodSource(QueryPlan plan, MethodInvocation call, Function<Object, CompletionStage<?>> promised)
            implements TaggedAsyncSource<Object> {

        @Override
        public CompletionStage<?> load() throws Exception {
            CompletionStage<?> stage = promised.apply(proceed());
            if (plan.foundTags == null) {
                return stage;
            }
            LoadContext<Object> context = LoadContext.current();
            return stage.thenApply(loaded -> plan.withFoundTags(context, call, loaded));
        }

        /** Lets the call proceed on its own, more than once if need be. */
        Object proceed() throws Exception {
            Object returned = plan.load(call);
            if (returned == null) {
                throw new IllegalStateException(plan.declaration.method() + " returned null instead of a "
                        + plan.declaration.method().method().getReturnType().getSimpleName()
                        + ". Return one that is empty or completed with null where there is nothing.");
            }
            return returned;
        }

        @Override
        public Collection<String> tags() {
            return plan.tags(call.getArguments());
        }
    }

    /** The way from a call to the method behind the cache. */
    static final class MethodSource implements TaggedSource<Object> {

        private final QueryPlan plan;
        private final MethodInvocation call;

        MethodSource(QueryPlan plan, MethodInvocation call) {
            this.plan = plan;
            this.call = call;
        }

        @Override
        public @Nullable Object load() throws Exception {
            Object loaded = plan.load(call);
            return plan.foundTags == null ? loaded : plan.withFoundTags(LoadContext.current(), call, loaded);
        }

        @Override
        public Collection<String> tags() {
            return plan.tags(call.getArguments());
        }
    }
}
