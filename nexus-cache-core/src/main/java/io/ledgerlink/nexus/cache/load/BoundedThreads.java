package io.ledgerlink.nexus.cache.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The cache's own threads, a bounded number, for what a call must wait for and its caller's thread must not.
 *
 * <p>What has no room, or comes after the end, is told so on the thread that brings it.
 */
public final class BoundedThreads {

    private record Task(Runnable work, Runnable refused) implements Runnable {

        @Override
        public void run() {
            work.run();
        }
    }

    private final ExecutorService executor;

    public BoundedThreads(ExecutorService executor) {
        this.executor = executor;
    }

    void execute(Runnable work, Runnable refused) {
        try {
            executor.execute(new Task(work, refused));
        } catch (RejectedExecutionException full) {
            refused.run();
        }
    }

    /** Lets what has begun or waits come to its end, within a bound; what is left then is refused. */
    void close(Duration within) {
        executor.shutdown();
        try {
            if (executor.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Runnable left : executor.shutdownNow()) {
            if (left instanceof Task task) {
                task.refused.run();
            }
        }
    }
}
