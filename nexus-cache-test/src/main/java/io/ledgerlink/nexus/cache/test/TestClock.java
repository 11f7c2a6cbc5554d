package io.ledgerlink.nexus.cache.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The time of a test: of the instances and of the in-memory Redis alike. It stands still until it is advanced. */
final class TestClock {

    private final long startMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    private final AtomicLong nanos = new AtomicLong();

    /** For instances; what counts is the difference of two readings. */
    long nanos() {
        return nanos.get();
    }

    /** For the server: µs since 1970. */
    long micros() {
        return startMicros + nanos.get() / 1000;
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
