package io.ledgerlink.nexus.cache.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a caller waits for a load, and by which clock.
 *
 * <p>The simulation brings its own.
 */
public interface Waiting {

    /** The time that waits are bounded by, in nanoseconds since any moment. */
    long now();

    /** The thread waits for as long as it takes. */
    <T extends @Nullable Object> T await(CompletableFuture<T> outcome) throws InterruptedException, ExecutionException;

    /** The thread waits until that time at most. */
    <T extends @Nullable Object> T await(CompletableFuture<T> outcome, long until)
            throws InterruptedException, ExecutionException, TimeoutException;

    /** The outcome for one who waits on no thread; it fails with a {@link TimeoutException} when that time comes before. */
    <T extends @Nullable Object> CompletableFuture<T> bound(CompletableFuture<T> outcome, long until);

    /** Has something done by a thread that is none of the cache's own: those may all hang in sources. */
    void tell(Runnable news);

    /** The thread stands still, and time is the machine's. */
    static Waiting blocking() {
        return Blocking.INSTANCE;
    }
}

enum Blocking implements Waiting {
    INSTANCE;

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public <T extends @Nullable Object> T await(CompletableFuture<T> outcome)
            throws InterruptedException, ExecutionException {
        return outcome.get();
    }

    @Override
    public <T extends @Nullable Object> T await(CompletableFuture<T> outcome, long until)
            throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(left(until), TimeUnit.NANOSECONDS);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> bound(CompletableFuture<T> outcome, long until) {
        return outcome.copy().orTimeout(left(until), TimeUnit.NANOSECONDS);
    }

    @Override
    public void tell(Runnable news) {
        ForkJoinPool.commonPool().execute(news);
    }

    private long left(long until) {
        return Math.max(0, until - now());
    }
}
