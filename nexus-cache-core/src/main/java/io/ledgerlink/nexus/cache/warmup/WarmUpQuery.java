package io.ledgerlink.nexus.cache.warmup;

import io.ledgerlink.nexus.cache.CacheKey;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One query of a warm-up.
 *
 * @param name what the report calls it
 * @param told what the log calls it: no key
 */
record WarmUpQuery(String name, String told, Callable<? extends @Nullable Object> call) {

    static WarmUpQuery of(CacheKey key, Callable<? extends @Nullable Object> call) {
        return new WarmUpQuery(key.toString(), "a query of cache '" + key.cache() + "'", call);
    }

    static WarmUpQuery of(String name, Callable<? extends @Nullable Object> call) {
        return new WarmUpQuery(name, "'" + name + "'", call);
    }

    /** Asks it, and waits for a stage that it answers with. */
    void ask() throws Exception {
        Object answer = call.call();
        if (answer instanceof CompletionStage<?> stage) {
            await(stage);
        }
    }

    private static void await(CompletionStage<?> stage) throws Exception {
        try {
            stage.toCompletableFuture().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (failed.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
