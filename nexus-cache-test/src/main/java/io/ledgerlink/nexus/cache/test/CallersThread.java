package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.bus.BusThreads;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does on the thread that brings it what an instance otherwise does in the background: messages, housekeeping, stores. So all
 * of it is done when a call returns. Beats come when they are told to. Safe for use by many threads.
 */
final class CallersThread implements BusThreads {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile Runnable round = () -> {};

    @Override
    public void hear(Runnable task) {
        task.run();
    }

    @Override
    public void keepHouse(Runnable task) {
        waiting.add(task);
        work();
    }

    /** A task that comes while another one runs is done by the thread of that one. */
    private void work() {
        while (!waiting.isEmpty() && working.compareAndSet(false, true)) {
            try {
                for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                    task.run();
                }
            } finally {
                working.set(false);
            }
        }
    }

    @Override
    public void everyBeat(Duration beat, Runnable task) {
        round = task;
    }

    void beat() {
        keepHouse(round);
    }

    @Override
    public void close() {
        round = () -> {};
        waiting.clear();
    }

    /** Writes to the remote tier. */
    static final class Stores extends AbstractExecutorService {

        private volatile boolean closed;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            closed = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            closed = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return closed;
        }

        @Override
        public boolean isTerminated() {
            return closed;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return closed;
        }
    }
}
