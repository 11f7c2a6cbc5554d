package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * What becomes of several evictions together: confirmed when each of them is.
 *
 * <p>Works out nothing before it is asked. Safe for use by many threads.
 */
public record AllConfirmed(Collection<? extends Confirmation> parts) implements Confirmation {

    @Override
    public CompletionStage<Boolean> stage() {
        CompletableFuture<?>[] ends =
                parts.stream().map(part -> part.stage().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ends)
                .thenApply(ended -> Stream.of(ends).allMatch(end -> Boolean.TRUE.equals(end.join())));
    }

    @Override
    public boolean inTransaction() {
        return parts.stream().anyMatch(Confirmation::inTransaction);
    }
}
