package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What becomes of the evictions of one transaction, all together; all its receipts share it. */
final class DeferredConfirmation implements Confirmation {

    private boolean over;
    private @Nullable Confirmation carriedOut;

    /** Made when somebody asks before the transaction is over. */
    private @Nullable CompletableFuture<Boolean> asked;

    /** The transaction is over: its evictions were carried out, or never will be. */
    void over(@Nullable Confirmation evictions) {
        CompletableFuture<Boolean> waiting;
        synchronized (this) {
            over = true;
            carriedOut = evictions;
            waiting = asked;
        }
        if (waiting != null) {
            forward(evictions).thenAccept(waiting::complete);
        }
    }

    @Override
    public CompletionStage<Boolean> stage() {
        synchronized (this) {
            if (!over) {
                if (asked == null) {
                    asked = new CompletableFuture<>();
                }
                return asked.copy();
            }
        }
        return forward(carriedOut);
    }

    @Override
    public synchronized boolean inTransaction() {
        return !over;
    }

    private static CompletionStage<Boolean> forward(@Nullable Confirmation evictions) {
        return evictions == null ? CompletableFuture.completedFuture(false) : evictions.stage();
    }
}
