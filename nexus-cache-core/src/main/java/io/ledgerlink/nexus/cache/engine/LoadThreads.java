package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.carry.Carrier;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has loads made by threads of the cache's own, with the caller's context, for callers who do not wait for as long as it takes.
 *
 * <p>A load inside such a load stays on its thread, so that loads never wait for each other's threads; whoever waits for the
 * outer one is freed in time all the same. Safe for use by many threads.
 */
final class LoadThreads {

    /** What is left to do for a load once the tiers have nothing. */
    interface Rest {

        /** Asks the source, and lands the load. */
        Answer load() throws Exception;

        /** Ends the load without having asked. */
        Answer refuse(RuntimeException reason) throws Exception;

        /** The caller has given up. */
        void gaveUp(NexusCacheException late);
    }

    private final AsyncThreads threads;
    private final Carrier carrier;
    private final ThreadLocal<@Nullable LoadThreads> loading = new ThreadLocal<>();
    private volatile boolean closed;

    LoadThreads(AsyncThreads threads, Carrier carrier) {
        this.threads = threads;
        this.carrier = carrier;
    }

    /** Whether the current thread must make a load itself: it is one of these, or there are none any more. */
    boolean loadsItself() {
        return closed || loading.get() == this;
    }

    /** Has a load made, and waits for it until a deadline, after which its key is free for others. */
    Answer await(Flight flight, Rest rest, Flights.Patience patience) throws Exception {
        CompletableFuture<Answer> made = new CompletableFuture<>();
        LoadTrail trail = LoadTrail.current();
        Runnable carried = carrier.capture().wrap(() -> {
            try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                make(made, rest);
            }
        });
        threads.execute(
                () -> guarded(made, carried, rest),
                () -> refuse(made, rest, CacheLoadTimeoutException.noThread(flight.key())));
        try {
            return patience.await(made);
        } catch (TimeoutException e) {
            NexusCacheException late = patience.timedOut(flight);
            made.completeExceptionally(late);
            rest.gaveUp(late);
            throw late;
        } catch (ExecutionException failed) {
            Throwable thrown = failed.getCause();
            throw Sneaky.<RuntimeException>rethrow(thrown != null ? thrown : failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LoadWaitException interrupted = LoadWaitException.interrupted(flight.key());
            made.completeExceptionally(interrupted);
            throw interrupted;
        }
    }

    private void guarded(CompletableFuture<Answer> made, Runnable carried, Rest rest) {
        loading.set(this);
        try {
            carried.run();
        } catch (RuntimeException unfit) {
            refuse(made, rest, unfit);
        } finally {
            loading.remove();
        }
    }

    /** A load whose caller has given up before it began is left to those who wait for it, if any do. */
    private static void make(CompletableFuture<Answer> made, Rest rest) {
        try {
            made.complete(
                    made.isDone()
                            ? rest.refuse(new CancellationException("Nobody waits for this load any more"))
                            : rest.load());
        } catch (Throwable failure) {
            made.completeExceptionally(failure);
        }
    }

    private static void refuse(CompletableFuture<Answer> made, Rest rest, RuntimeException reason) {
        try {
            made.complete(rest.refuse(reason));
        } catch (Throwable failure) {
            made.completeExceptionally(failure);
        }
    }

    /** Lets loads that have begun come to their end, within a bound; later ones are made by their callers. */
    void close(Duration within) {
        closed = true;
        threads.close(within);
    }
}
