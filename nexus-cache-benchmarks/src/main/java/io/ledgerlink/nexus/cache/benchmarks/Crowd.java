package io.ledgerlink.nexus.cache.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that each make a number of calls, all at once. */
final class Crowd implements AutoCloseable {

    /** How many calls each thread makes in one go. */
    static final int CALLS = 64;

    private final int threads;
    private final ExecutorService executor;

    Crowd(int threads) {
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads);
    }

    /** Has every thread make its calls, and waits for the last; gives how many they were. */
    int run(Call call) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(executor.submit(() -> {
                for (int number = 0; number < CALLS; number++) {
                    call.make(thread, number);
                }
            }));
        }
        running.forEach(Crowd::await);
        return threads * CALLS;
    }

    private static void await(Future<?> running) {
        try {
            running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while threads made their calls", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A call failed", e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** One call of one thread, by their numbers. */
    interface Call {

        void make(int thread, int call);
    }
}
