package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.QueryHandle.TaggedSource;
import java.util.Collection;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to answer a call of one method, worked out once. Immutable and safe for use by many threads.
 *
 * <p>A local hit evaluates the method's condition, its tenant and its key, where they are expressions, and nothing else.
 */
abstract sealed class QueryPlan permits NamedQueryPlan, DescribedQueryPlan {

    private final QueryDeclaration declaration;
    private final @Nullable MethodExpression condition;
    private final @Nullable MethodExpression unless;
    private final VaryByAdvice advice;

    QueryPlan(QueryDeclaration declaration, VaryByAdvice advice) {
        this.declaration = declaration;
        this.condition = declaration.condition();
        this.unless = declaration.unless();
        this.advice = advice;
    }

    /** Answers a call from the cache, or by letting it proceed. */
    final @Nullable Object answer(MethodInvocation call) throws Throwable {
        if (condition != null && !condition.holds(call.getThis(), call.getArguments())) {
            return call.proceed();
        }
        return ask(call);
    }

    abstract @Nullable Object ask(MethodInvocation call) throws Throwable;

    /** The key of a call with these arguments, for evicting its query. */
    abstract CacheKey key(@Nullable Object target, @Nullable Object[] arguments);

    abstract Collection<String> tags(@Nullable Object[] arguments);

    /** How the results are kept; {@code null} if the query object says that. */
    abstract @Nullable CachePolicy policy();

    abstract TenantSource tenant();

    final QueryDeclaration declaration() {
        return declaration;
    }

    final FetchOptions options(MethodInvocation call) {
        MethodExpression refused = unless;
        return refused == null
                ? FetchOptions.cached()
                : FetchOptions.cached().unless(result -> refused.holds(call.getThis(), call.getArguments(), result));
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
            return plan.advice.observe(call);
        }

        @Override
        public Collection<String> tags() {
            return plan.tags(call.getArguments());
        }
    }
}
