package io.ledgerlink.nexus.cache.test.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks again until something holds; only a broken server reaches the deadline. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    /** Waits until something that must come has come. */
    public static void until(String what, BooleanSupplier condition) {
        until(Duration.ofSeconds(20), condition, () -> "In vain waited until " + what);
    }

    static void until(Duration deadline, BooleanSupplier condition, Supplier<String> failure) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(failure.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while waiting. " + failure.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
