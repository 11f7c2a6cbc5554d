package io.ledgerlink.nexus.cache.eviction;

import java.lang.reflect.Array;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a method returns that has nothing to say. */
final class EmptyValue {

    private static final Map<Class<?>, Supplier<Object>> OF = Map.of(
            Optional.class, Optional::empty,
            OptionalInt.class, OptionalInt::empty,
            OptionalLong.class, OptionalLong::empty,
            OptionalDouble.class, OptionalDouble::empty,
            Mono.class, Mono::empty,
            Flux.class, Flux::empty,
            Publisher.class, Mono::empty,
            CompletableFuture.class, () -> CompletableFuture.completedFuture(null),
            CompletionStage.class, () -> CompletableFuture.completedFuture(null),
            Future.class, () -> CompletableFuture.completedFuture(null));

    private EmptyValue() {}

    /** Zero, {@code false}, an empty {@code Optional}, {@code Mono}, {@code Flux} or future; else {@code null}. */
    static @Nullable Object of(Class<?> type) {
        if (type.isPrimitive() && type != void.class) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        Supplier<Object> empty = OF.get(type);
        return empty == null ? null : empty.get();
    }
}
