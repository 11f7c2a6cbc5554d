package io.ledgerlink.nexus.cache;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of an eviction.
 *
 * <p>Safe for use by many threads. All but its {@link #confirmation} is as it was when the eviction returned; that one tells
 * what becomes of it later.
 *
 * @param status whether the remote tier confirmed it, or has not been asked yet
 * @param stamps the scopes and their new stamps; a scope that is still pending or deferred has stamp 0
 * @param heardBy how many instances heard of it, this one included, where the server can tell (a cluster cannot)
 * @param confirmation when the remote tier confirms it
 * @since 0.1
 */
public record EvictionReceipt(Status status, List<ScopeStamp> stamps, OptionalInt heardBy, Confirmation confirmation) {

    public EvictionReceipt {
        stamps = List.copyOf(stamps);
    }

    /** A receipt of which nothing more becomes: confirmed if its status says so, and otherwise never. */
    public EvictionReceipt(Status status, List<ScopeStamp> stamps, OptionalInt heardBy) {
        this(status, stamps, heardBy, status == Status.CONFIRMED ? Settled.CONFIRMED : Settled.NEVER_CONFIRMED);
    }

    /**
     * Waits until the remote tier has confirmed the eviction, at most that long: from then on every instance hears of it or
     * finds out. One that was {@link Status#DEFERRED} is confirmed with all others of its transaction. Blocks the thread; on
     * those that must not be blocked use {@link Confirmation#stage()}.
     *
     * @return whether it is confirmed; otherwise the time was too short, the transaction was rolled back, or the cache was
     *     closed before the remote tier was back
     * @throws IllegalStateException if the eviction's transaction is still under way: it would be waited for in vain
     */
    public boolean awaitConfirmed(Duration atMost) throws InterruptedException {
        if (confirmation.inTransaction()) {
            throw new IllegalStateException(
                    "EvictionReceipt.awaitConfirmed was called while the transaction of the eviction is under way. The"
                            + " eviction goes out after the commit, so inside the transaction the wait would never end:"
                            + " call it when the transaction is over, or use confirmation().stage()");
        }
        try {
            return confirmation
                    .stage()
                    .toCompletableFuture()
                    .get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notConfirmed) {
            return false;
        }
    }

    /** Where an eviction stands. */
    public enum Status {
        /** Stamped and published: every instance hears of it or finds out. */
        CONFIRMED,
        /** It counts on this instance; the remote tier has not confirmed it, and is told again until it does. */
        PENDING,
        /** It takes effect when the transaction around the call commits, and never if that rolls back. */
        DEFERRED
    }

    /**
     * A scope and its stamp.
     *
     * @param scope the scope's key in the remote tier
     * @param stamp µs of the server's clock as a rule, and more than any stamp before it
     */
    public record ScopeStamp(String scope, long stamp) {}

    /**
     * What is still to become of an eviction.
     *
     * <p>Made by the cache. Safe for use by many threads; no method waits.
     */
    public interface Confirmation {

        /**
         * Completes with {@code true} when the remote tier has stamped every scope of the eviction, or wider ones; with {@code
         * false} when that will not be: its transaction was rolled back, or the cache was closed. What hangs on it runs on a
         * thread of the cache's own, and must not block. It stays open for as long as Redis is away.
         */
        CompletionStage<Boolean> stage();

        /** Whether it has not even been sent, because its transaction is under way. */
        boolean inTransaction();
    }
}

/** Confirmations that are known from the beginning. */
enum Settled implements EvictionReceipt.Confirmation {
    CONFIRMED(true),
    NEVER_CONFIRMED(false);

    private final boolean confirmed;

    Settled(boolean confirmed) {
        this.confirmed = confirmed;
    }

    @Override
    public CompletionStage<Boolean> stage() {
        return CompletableFuture.completedFuture(confirmed);
    }

    @Override
    public boolean inTransaction() {
        return false;
    }
}
