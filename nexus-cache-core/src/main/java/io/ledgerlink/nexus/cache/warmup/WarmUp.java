package io.ledgerlink.nexus.cache.warmup;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks queries before their callers do, a few at a time, so that an instance that starts is warm when the first call comes.
 *
 * <p>Queries are asked in the order in which they were given, each as any call would ask it: what is fresh in the remote tier is
 * taken from there, and only the rest is loaded. One that fails ends nothing; it is counted, told in the report, and the first is
 * logged with its stack trace.
 *
 * <p><b>Threads.</b> Not safe for use by many while queries are added. {@link #run} holds its caller until all is done; the queries
 * are asked on daemon threads of the run's own, which end with it, without the caller's transaction or context. Without the remote
 * tier the sources are asked.
 *
 * @since 0.1
 */
public final class WarmUp {

    /** The most queries that a warm-up asks at once. */
    public static final int MOST_AT_ONCE = 64;

    private static final int USUALLY_AT_ONCE = 4;

    private final NexusCache cache;
    private final List<WarmUpQuery> queries = new ArrayList<>();
    private int parallelism = USUALLY_AT_ONCE;
    private boolean stopsOnFailure;
    private Consumer<? super Progress> listener = progress -> {};

    private WarmUp(NexusCache cache) {
        this.cache = cache;
    }

    /** A warm-up of nothing yet. It ends early when this cache is closed. */
    public static WarmUp of(NexusCache cache) {
        return new WarmUp(cache);
    }

    /** How many queries are asked at once, 1 to {@value #MOST_AT_ONCE}; 4 unless it is said. */
    public WarmUp parallelism(int queries) {
        if (queries < 1 || queries > MOST_AT_ONCE) {
            throw new IllegalArgumentException("A warm-up cannot ask " + queries
                    + " queries at once: give WarmUp.parallelism a number from 1 to " + MOST_AT_ONCE);
        }
        this.parallelism = queries;
        return this;
    }

    /** Adds one page of a prepared query, for a tenant; {@code null} for what the query has not. */
    public WarmUp query(
            QueryHandle<?> query, @Nullable Object tenant, @Nullable Object page, @Nullable Object... arguments) {
        @Nullable Object[] given = arguments.clone();
        CacheKey key = query.key(tenant, page, given);
        return add(WarmUpQuery.of(key, () -> query.fetch(FetchOptions.cached(), tenant, page, given)));
    }

    /** Adds a key and its source. */
    public <T> WarmUp key(CacheKey key, Type type, Loader<? extends T, ?> loader) {
        return add(
                WarmUpQuery.of(key, () -> cache.<T, Exception>fetch(key, type, loader::load, FetchOptions.cached())));
    }

    /**
     * Adds the call of an annotated method, to be made on the bean that was injected: a call on {@code this} goes past the cache. A
     * stage that it returns is waited for; a publisher must be subscribed to, as by {@code block()}.
     *
     * @param name what the report and the log call it
     */
    public WarmUp call(String name, Callable<? extends @Nullable Object> call) {
        return add(WarmUpQuery.of(name, call));
    }

    /** Begins no more queries once one has failed. */
    public WarmUp stopOnFailure() {
        this.stopsOnFailure = true;
        return this;
    }

    /**
     * Tells after each query how far the run is, on the thread that runs it and in order. What the listener throws is logged once
     * and ends nothing; while it works, queries go on being asked.
     */
    public WarmUp onProgress(Consumer<? super Progress> listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Asks all queries, and waits for them.
     *
     * <p>Ends early when the cache is closed, and when the waiting thread is interrupted: then the threads that ask are interrupted
     * too, are not waited for, and the interrupt stays set. An {@link Error} of a query is thrown when those that had begun have
     * ended. May be called again, for the same queries.
     */
    public Report run() {
        return new WarmUpRun(cache, List.copyOf(queries), parallelism, stopsOnFailure, listener).run();
    }

    private WarmUp add(WarmUpQuery query) {
        queries.add(query);
        return this;
    }

    /**
     * How far a run is.
     *
     * @param done how many queries have been answered
     * @param failed how many have failed
     * @param total how many there are
     */
    public record Progress(int done, int failed, int total) {}

    /** Why a run has ended. */
    public enum Ending {
        /** Every query was asked. */
        COMPLETE,
        /** A query failed, and the run was told to stop then. */
        FAILURE,
        /** The thread that ran it was interrupted. */
        INTERRUPTED,
        /** The cache was closed. */
        CLOSED
    }

    /**
     * What came of a run.
     *
     * @param ending why it ended
     * @param done how many queries were answered
     * @param failed how many failed
     * @param skipped how many were not asked, or not waited for
     * @param took how long it took
     * @param failures the failures in the order in which they were noticed, the first hundred of them
     */
    public record Report(Ending ending, int done, int failed, int skipped, Duration took, List<Failure> failures) {

        public Report {
            failures = List.copyOf(failures);
        }

        /** In one sentence, without keys or values. */
        @Override
        public String toString() {
            String counts = done + " of " + (done + failed + skipped) + " queries are warm, " + failed + " failed and "
                    + skipped + " were skipped, after " + took.toMillis() + " ms";
            return switch (ending) {
                case COMPLETE -> counts;
                case FAILURE -> counts + ": it stopped at a failure";
                case INTERRUPTED -> counts + ": it was interrupted";
                case CLOSED -> counts + ": the cache was closed";
            };
        }
    }

    /**
     * One query that failed.
     *
     * @param query its key, or the name that it was given
     * @param thrown what its source threw, or what it was refused for
     */
    public record Failure(String query, Throwable thrown) {}
}
