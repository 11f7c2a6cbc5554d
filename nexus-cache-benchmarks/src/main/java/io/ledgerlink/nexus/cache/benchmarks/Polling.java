package io.ledgerlink.nexus.cache.benchmarks;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits for what must come. */
final class Polling {

    private static final int SECONDS = 20;

    private Polling() {}

    static <T> T next(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("Nobody heard of " + what + " in " + SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + what, e);
        }
    }
}
