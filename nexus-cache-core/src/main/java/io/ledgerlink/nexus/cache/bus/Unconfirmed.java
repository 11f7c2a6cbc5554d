package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Evictions of one scope that began here, until the remote tier confirms them.
 *
 * <p>Those that are delivered together join, so that one end is the end of all. Only those who ask are told of it: receipts
 * that nobody holds any more leave nothing behind. Safe for use by many threads.
 */
final class Unconfirmed implements Confirmation {

    private @Nullable Unconfirmed joined;

    /** Made when it ends, or when somebody asks. */
    private @Nullable CompletableFuture<Boolean> end;

    /** Lets these evictions end when others do, which cover them. */
    void join(Unconfirmed others) {
        CompletableFuture<Boolean> asked;
        synchronized (this) {
            joined = others;
            asked = end;
        }
        if (asked != null) {
            others.end().thenAccept(asked::complete);
        }
    }

    /** They were confirmed, or never will be. */
    void end(boolean confirmed) {
        own().complete(confirmed);
    }

    @Override
    public CompletionStage<Boolean> stage() {
        return end();
    }

    @Override
    public boolean inTransaction() {
        return false;
    }

    private CompletableFuture<Boolean> end() {
        Unconfirmed others;
        synchronized (this) {
            others = joined;
        }
        return others == null ? own() : others.end();
    }

    private synchronized CompletableFuture<Boolean> own() {
        if (end == null) {
            end = new CompletableFuture<>();
        }
        return end;
    }
}
