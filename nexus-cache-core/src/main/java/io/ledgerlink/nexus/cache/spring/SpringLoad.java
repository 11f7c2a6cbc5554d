package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.support.Sneaky;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/**
 * A loader of Spring's as one of ours. It throws what the method threw: an interrupt is told from other failures by whoever
 * waits for the load.
 */
final class SpringLoad<T> implements Loader<T, Exception> {

    private final Callable<T> callable;
    private final UnaryOperator<@Nullable Object> storable;
    private @Nullable Throwable failure;

    SpringLoad(Callable<T> callable, UnaryOperator<@Nullable Object> storable) {
        this.callable = callable;
        this.storable = storable;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T load() throws Exception {
        try {
            return (T) storable.apply(callable.call());
        } catch (ThrowableWrapper wrapper) {
            failure = wrapper.getOriginal();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        throw Sneaky.<RuntimeException>rethrow(failure);
    }

    /** What this very load threw, if it was begun. */
    @Nullable Throwable failure() {
        return failure;
    }
}
