package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.eviction.CommandPlan.Wanted;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Evicts after a command.
 *
 * <p>What a command's arguments say is worked out before it runs, so that what is wrong there stops it before it does anything.
 * Once it has succeeded nothing reaches its caller but its result.
 */
final class EvictingInterceptor implements MethodInterceptor {

    private static final ReactiveAdapterRegistry ADAPTERS = ReactiveAdapterRegistry.getSharedInstance();

    private final CommandPlans plans;
    private final Supplier<List<TenantResolver>> resolvers;
    private final AfterCommand after;

    EvictingInterceptor(CommandPlans plans, Supplier<List<TenantResolver>> resolvers, AfterCommand after) {
        this.plans = plans;
        this.resolvers = resolvers;
        this.after = after;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        Wanted wanted = wanted(call);
        if (wanted == null) {
            return call.proceed();
        }
        Object result = call.proceed();
        ReactiveAdapter adapter =
                result == null ? null : ADAPTERS.getAdapter(call.getMethod().getReturnType(), result);
        if (result == null || adapter == null) {
            after.evict(wanted, result);
            return result;
        }
        if (!adapter.getDescriptor().isDeferred()) {
            after.evictWithCaller(wanted);
        }
        return adapter.isMultiValue() ? manyLater(adapter, result, wanted) : oneLater(adapter, result, wanted);
    }

    private @Nullable Wanted wanted(MethodInvocation call) {
        Object target = call.getThis();
        Class<?> type = target == null ? call.getMethod().getDeclaringClass() : target.getClass();
        CommandPlan plan = plans.plan(call.getMethod(), type);
        return plan == null ? null : plan.wanted(resolvers, target, call.getArguments());
    }

    /** Evicts when the last element has come. */
    private Object manyLater(ReactiveAdapter adapter, Object result, Wanted wanted) {
        Mono<Object> evicted = Mono.defer(() -> after.evictLater(wanted, null).then(Mono.empty()));
        return adapter.fromPublisher(
                Flux.<Object>from(adapter.toPublisher(result)).concatWith(evicted));
    }

    /** Evicts when the value has come, and hands it on then. */
    private Object oneLater(ReactiveAdapter adapter, Object result, Wanted wanted) {
        return adapter.fromPublisher(Mono.<Object>from(adapter.toPublisher(result))
                .flatMap(value -> after.evictLater(wanted, value).thenReturn(value))
                .switchIfEmpty(Mono.defer(() -> after.evictLater(wanted, null).then(Mono.empty()))));
    }
}
