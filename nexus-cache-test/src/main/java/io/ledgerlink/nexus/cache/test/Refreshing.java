package io.ledgerlink.nexus.cache.test;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which an instance refreshes stale entries, and whether one is at work. Safe for use by many threads. */
final class Refreshing extends ThreadPoolExecutor {

    private static final int THREADS = 4;

    private final AtomicInteger open = new AtomicInteger();

    Refreshing() {
        super(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "nexus-cache-test-refresh");
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
    }

    boolean idle() {
        return isShutdown() || open.get() == 0;
    }

    @Override
    public void execute(Runnable task) {
        open.incrementAndGet();
        try {
            super.execute(task);
        } catch (RejectedExecutionException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
        open.decrementAndGet();
    }
}
