package io.ledgerlink.nexus.cache.assembly;

import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.support.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the threads that a cache of this name has for itself. */
record OwnThreads(String prefix) {

    private static final int STORES_WAITING = 1_000;

    /** Threads that begin with the first task and end when there are none. */
    ExecutorService several(String purpose, int threads, int waiting) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                DaemonThreads.numbered(prefix + purpose));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    ExecutorService stores() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(STORES_WAITING),
                DaemonThreads.named(prefix + "-stores"));
    }

    JournalKeeper keeper(EvictionJournal kept, Duration pollEvery) {
        return new JournalKeeper(
                kept, Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(prefix + "-journal")), pollEvery);
    }
}
