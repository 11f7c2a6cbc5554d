package io.ledgerlink.nexus.cache.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long calls wait for the remote tier, and who waits now.
 *
 * <p>When it is lost, all who wait go on at once, and so do those who have begun and come to wait later: a server
 * that has been given up on holds no thread. Safe for use by many threads.
 */
public final class RemoteBudget {

    private final Duration timeout;
    private final Set<CompletableFuture<?>> waits = ConcurrentHashMap.newKeySet();
    private volatile int losses;

    public RemoteBudget(Duration timeout) {
        this.timeout = timeout;
    }

    /** Begins one call, which has its whole time before it. */
    public Deadline begin() {
        return new Deadline(timeout, this, losses);
    }

    /** Frees all who have begun. What they wait for is not touched: it may still come, and be heard of by others. */
    public synchronized void lose() {
        losses++;
        waits.forEach(RemoteBudget::free);
    }

    <T> T await(CompletableFuture<T> answer, long nanos, int lossesBefore)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> wait = answer.copy();
        waits.add(wait);
        try {
            if (losses != lossesBefore) {
                free(wait);
            }
            return wait.get(nanos, TimeUnit.NANOSECONDS);
        } finally {
            waits.remove(wait);
        }
    }

    private static void free(CompletableFuture<?> wait) {
        wait.completeExceptionally(new RemoteException("the remote tier is left alone", null));
    }
}
