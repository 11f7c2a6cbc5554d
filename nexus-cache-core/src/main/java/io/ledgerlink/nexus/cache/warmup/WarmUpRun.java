package io.ledgerlink.nexus.cache.warmup;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Ending;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Failure;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Progress;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a warm-up: its threads take the next query each until there is none, and the thread that runs it hears, in one
 * queue, what came of each.
 */
final class WarmUpRun {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

    private static final int FAILURES_TOLD = 100;

    /** The log hears of progress that often in a run, and of no fewer queries at a time. */
    private static final int TIMES_LOGGED = 10;

    private static final int LEAST_LOGGED = 10;

    /** What came of a query; of none where a thread has ended. */
    private record Ended(
            @Nullable WarmUpQuery query, @Nullable Throwable thrown) {

        static final Ended THREAD = new Ended(null, null);
    }

    private final NexusCache cache;
    private final List<WarmUpQuery> queries;
    private final boolean stopsOnFailure;
    private final Consumer<? super Progress> listener;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    /** Why no more queries are begun; complete while that is not so. Written by whoever notices first or later: any is true. */
    private volatile Ending ending = Ending.COMPLETE;

    // All below is the running thread's alone.
    private int done;
    private int failed;
    private final List<Failure> failures = new ArrayList<>();
    private @Nullable Error error;
    private boolean listenerFailed;

    WarmUpRun(
            NexusCache cache,
            List<WarmUpQuery> queries,
            int parallelism,
            boolean stopsOnFailure,
            Consumer<? super Progress> listener) {
        this.cache = cache;
        this.queries = queries;
        this.stopsOnFailure = stopsOnFailure;
        this.listener = listener;
        for (int i = 1; i <= Math.min(parallelism, queries.size()); i++) {
            Thread thread = new Thread(this::askOneAfterTheOther, "nexus-warm-up-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    Report run() {
        long began = System.nanoTime();
        threads.forEach(Thread::start);
        try {
            hearOfAll();
        } catch (InterruptedException e) {
            ending = Ending.INTERRUPTED;
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        } catch (Error ofListener) {
            ending = Ending.FAILURE;
            throw ofListener;
        }
        if (error != null) {
            throw error;
        }
        int skipped = queries.size() - done - failed;
        Report report = new Report(
                skipped == 0 ? Ending.COMPLETE : ending,
                done,
                failed,
                skipped,
                Duration.ofNanos(System.nanoTime() - began),
                failures);
        log.info("Warm-up: {}", report);
        return report;
    }

    private void hearOfAll() throws InterruptedException {
        int left = threads.size();
        while (left > 0) {
            Ended next = ended.take();
            if (next.query == null) {
                left--;
            } else {
                hear(next.query, next.thrown);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void hear(WarmUpQuery query, @Nullable Throwable thrown) {
        if (thrown == null) {
            done++;
        } else {
            failed++;
            failed(query, thrown);
        }
        int heard = done + failed;
        if (heard % Math.max(LEAST_LOGGED, queries.size() / TIMES_LOGGED) == 0 && heard < queries.size()) {
            log.info("Warm-up: {} of {} queries are done, {} of them failed", heard, queries.size(), failed);
        }
        tell(new Progress(done, failed, queries.size()));
    }

    private void failed(WarmUpQuery query, Throwable thrown) {
        if (thrown instanceof Error fatal && error == null) {
            error = fatal;
        }
        if (failures.size() < FAILURES_TOLD) {
            failures.add(new Failure(query.name(), thrown));
        }
        if (failed == 1) {
            log.warn(
                    "Warm-up: {} failed. Its first caller will wait for it. Later failures are logged at DEBUG, and stand"
                            + " in the report",
                    query.told(),
                    thrown);
        } else {
            log.debug("Warm-up: {} failed", query.told(), thrown);
        }
    }

    private void tell(Progress progress) {
        try {
            listener.accept(progress);
        } catch (RuntimeException e) {
            if (!listenerFailed) {
                listenerFailed = true;
                log.warn("Warm-up: the listener failed. It goes on being told; later failures of it are not logged", e);
            }
        }
    }

    private void askOneAfterTheOther() {
        try {
            for (WarmUpQuery query = next(); query != null; query = next()) {
                ended.add(new Ended(query, ask(query)));
            }
        } finally {
            ended.add(Ended.THREAD);
        }
    }

    private @Nullable WarmUpQuery next() {
        if (cache.isClosed()) {
            ending = Ending.CLOSED;
        }
        if (ending != Ending.COMPLETE) {
            return null;
        }
        int place = next.getAndIncrement();
        return place < queries.size() ? queries.get(place) : null;
    }

    private @Nullable Throwable ask(WarmUpQuery query) {
        try {
            query.ask();
            return null;
        } catch (Throwable thrown) {
            if (stopsOnFailure || thrown instanceof Error) {
                ending = Ending.FAILURE;
            }
            return thrown;
        }
    }
}
