package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.aspect.QueryPlan.AsyncMethodSource;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * How a method hands over its result: at once, or as the promise of one. Chosen once per method.
 *
 * <p>What is kept is what was promised. A promise is never shared: each caller gets one of its own.
 */
sealed interface ResultStyle {

    /** Answers a call from the cache, or by letting it proceed. */
    @Nullable Object answer(QueryPlan plan, MethodInvocation call) throws Throwable;

    static ResultStyle of(Class<?> returned) {
        if (returned == CompletableFuture.class || returned == CompletionStage.class) {
            return new OfStage();
        }
        if (returned == Mono.class) {
            return new OfMono();
        }
        return returned == Flux.class ? new OfFlux() : new Plain();
    }

    /** Whether a promise of this class can be handed over. */
    static boolean knows(Class<?> returned) {
        return !(of(returned) instanceof Plain);
    }

    /** The type of what is kept: what was promised, collected where that is many. */
    static ResolvableType kept(ResolvableType returned) {
        ResultStyle handover = of(returned.resolve(Object.class));
        if (handover instanceof Plain) {
            return returned;
        }
        ResolvableType promised =
                returned.hasGenerics() ? returned.getGeneric() : ResolvableType.forClass(Object.class);
        return handover instanceof OfFlux ? ResolvableType.forClassWithGenerics(List.class, promised) : promised;
    }

    /** The result itself; the method runs on the caller's thread. */
    record Plain() implements ResultStyle {

        @Override
        public @Nullable Object answer(QueryPlan plan, MethodInvocation call) throws Throwable {
            if (plan.refuses(call)) {
                return QueryPlan.past(call);
            }
            Object hit = plan.hit(call);
            if (hit != null) {
                return hit;
            }
            return plan.namesPage(call) ? plan.ask(call) : QueryPlan.past(call);
        }
    }

    /** A future. The method is started by a thread of the cache, once the stamps were read. */
    record OfStage() implements ResultStyle {

        @Override
        public @Nullable Object answer(QueryPlan plan, MethodInvocation call) throws Throwable {
            if (plan.passes(call)) {
                return QueryPlan.past(call);
            }
            return value(plan.askAsync(call, plan.source(call, CompletionStage.class::cast), plan.options(call)));
        }

        /** A dependent future of the usual kind would wrap the source's failure. */
        private static CompletableFuture<@Nullable Object> value(CompletableFuture<CachedResult<Object>> answer) {
            CompletableFuture<@Nullable Object> value = new CompletableFuture<>();
            answer.whenComplete((result, failure) -> {
                if (failure != null) {
                    value.completeExceptionally(failure);
                } else {
                    value.complete(result.value());
                }
            });
            return value;
        }
    }

    /** A {@code Mono}: nothing happens before it is subscribed to, and each subscription asks the cache again. */
    record OfMono() implements ResultStyle {

        @Override
        public Object answer(QueryPlan plan, MethodInvocation call) {
            return Mono.deferContextual(context -> {
                AsyncMethodSource source = plan.source(
                        call, promised -> within((Mono<?>) promised, context).toFuture());
                if (plan.passes(call)) {
                    return proceeded(source, Mono.class);
                }
                return asked(plan, call, source, context);
            });
        }

        static Mono<Object> asked(
                QueryPlan plan, MethodInvocation call, AsyncMethodSource source, ContextView context) {
            LoadTrail trail = context.hasKey(LoadTrail.class) ? context.get(LoadTrail.class) : LoadTrail.current();
            try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                return Mono.fromFuture(plan.askAsync(call, source, plan.options(call, context)), true)
                        .mapNotNull(CachedResult::value);
            }
        }

        /** The subscriber's context goes before what the current thread knows; the load's trail before both. */
        static <T> Mono<T> within(Mono<T> promised, ContextView context) {
            LoadTrail trail = Objects.requireNonNull(LoadTrail.current(), "a source is started inside its load");
            return promised.contextWrite(known -> known.putAll(context).put(LoadTrail.class, trail))
                    .contextCapture();
        }

        static <P> P proceeded(AsyncMethodSource source, Class<P> type) {
            try {
                return type.cast(Objects.requireNonNull(LoadContext.past(source::proceed)));
            } catch (Exception failure) {
                throw Exceptions.propagate(failure);
            }
        }
    }

    /** A {@code Flux}: its elements are collected and kept as one list. */
    record OfFlux() implements ResultStyle {

        @Override
        public Object answer(QueryPlan plan, MethodInvocation call) {
            return Flux.deferContextual(context -> {
                AsyncMethodSource source = plan.source(
                        call,
                        promised -> OfMono.within(((Flux<?>) promised).collectList(), context)
                                .toFuture());
                if (plan.passes(call)) {
                    return OfMono.proceeded(source, Flux.class);
                }
                return OfMono.asked(plan, call, source, context).flatMapIterable(kept -> (List<?>) kept);
            });
        }
    }
}
