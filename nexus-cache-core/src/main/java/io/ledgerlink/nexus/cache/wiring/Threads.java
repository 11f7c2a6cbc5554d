package io.ledgerlink.nexus.cache.wiring;

import io.ledgerlink.nexus.cache.bus.BusThreads;
import java.util.concurrent.ExecutorService;

/**
 * The threads of an instance; shut down when it is closed.
 *
 * @param stores runs stores
 * @param async runs what asynchronous calls must wait for
 * @param refreshes loads stale entries again
 * @param loads loads for callers who do not wait for as long as it takes
 * @param share how many of these the loads of one cache may take, and how many may wait for one
 */
public record Threads(
        BusThreads bus,
        ExecutorService stores,
        ExecutorService async,
        ExecutorService refreshes,
        ExecutorService loads,
        Share share) {

    /** How many threads, and room for how many loads that wait. */
    public record Share(int threads, int waiting) {}
}
