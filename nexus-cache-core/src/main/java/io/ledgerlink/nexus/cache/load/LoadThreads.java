package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.tier.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes loads on threads of the cache's own, with the callers' context, so that callers need not wait for as long as a load takes.
 *
 * <p>Each cache has a share of the threads and of the room to wait for one, so that a source that hangs starves its own cache
 * alone. What is loaded inside such a load stays on its thread, so that loads never wait for each other's threads; whoever waits
 * for the outer one is freed in time all the same. Safe for use by many threads.
 */
public final class LoadThreads {

    /** What is left to do for a load once the tiers have nothing. */
    interface Rest {

        /** Asks the source, and lands the load. */
        Answer load();

        /** Ends the load without having asked. */
        void refuse(Throwable reason);

        /** The caller has given up on a load that has begun. */
        void gaveUp(NexusCacheException late);
    }

    private final BoundedThreads threads;
    private final ContextCarrier carrier;

    /** How many threads the loads of one cache may take, and how many may wait for one of these. */
    private final int share;

    private final int waiting;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final ThreadLocal<@Nullable LoadThreads> loading = new ThreadLocal<>();
    private volatile boolean closed;

    public LoadThreads(BoundedThreads threads, ContextCarrier carrier, int share, int waiting) {
        this.threads = threads;
        this.carrier = carrier;
        this.share = share;
        this.waiting = waiting;
    }

    /** Whether the current thread must make a load itself: it is one of these, or there are none any more. */
    boolean loadsItself() {
        return closed || loading.get() == this;
    }

    /** Whether a load waits for a thread while the current one is such: it might wait for this one. */
    boolean mustNotWaitFor(InFlight flight) {
        return flight.isQueued() && loadsItself();
    }

    /** Has a load made, and waits for it until a deadline, after which its key is free for others. */
    Answer await(InFlight flight, InFlights.WaitBudget patience, Rest rest) {
        CacheKey key = flight.key();
        Task<Answer> task = new Task<>(flight, rest::load, rest::refuse);
        task.start();
        try {
            return patience.await(task.made);
        } catch (TimeoutException e) {
            if (task.refuse(unwanted())) {
                throw CacheLoadTimeoutException.noThread(key);
            }
            NexusCacheException late = patience.late(flight);
            if (!task.made.completeExceptionally(late)) {
                return task.made.join();
            }
            rest.gaveUp(late);
            throw late;
        } catch (ExecutionException failed) {
            Throwable thrown = failed.getCause();
            throw Sneaky.<RuntimeException>rethrow(thrown != null ? thrown : failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LoadWaitException interrupted = LoadWaitException.interrupted(key);
            if (!task.refuse(unwanted())) {
                task.made.completeExceptionally(interrupted);
            }
            throw interrupted;
        }
    }

    private static CancellationException unwanted() {
        return new CancellationException("Nobody waits for this load any more");
    }

    /** The same source, for one who waits on no thread. Where it holds one, that is one of these. */
    AsyncLoader<?> handedOver(InFlight flight, AsyncLoader<?> source) {
        return source instanceof Asking.Blocking<?> blocking && !loadsItself()
                ? () -> started(flight, blocking)
                : source;
    }

    private CompletionStage<?> started(InFlight flight, Asking.Blocking<?> source) {
        Task<Object> task = new Task<>(flight, source.loader()::load, reason -> {});
        task.start();
        return task.made;
    }

    /** One load that is made once, or refused once. */
    private final class Task<T> {

        private final InFlight flight;
        private final CacheKey key;
        private final Callable<@Nullable T> load;
        private final Consumer<Throwable> refusal;
        private final CompletableFuture<T> made = new CompletableFuture<>();
        private final AtomicBoolean taken = new AtomicBoolean();
        private Runnable carried = () -> {};

        private Task(InFlight flight, Callable<@Nullable T> load, Consumer<Throwable> refusal) {
            this.flight = flight;
            this.key = flight.key();
            this.load = load;
            this.refusal = refusal;
        }

        private void start() {
            LoadTrail trail = LoadTrail.current();
            flight.setQueued(true);
            try {
                carried = carrier.capture().wrap(() -> {
                    try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                        make();
                    }
                });
                lane().add(this);
            } catch (Throwable failure) {
                refuse(failure);
            }
        }

        private void run() {
            loading.set(LoadThreads.this);
            try {
                carried.run();
            } catch (Throwable unfit) {
                refuse(unfit);
            } finally {
                loading.remove();
            }
        }

        private void make() {
            if (taken.compareAndSet(false, true)) {
                flight.setQueued(false);
                try {
                    made.complete(load.call());
                } catch (Throwable failure) {
                    made.completeExceptionally(failure);
                }
            }
        }

        /** Ends a load that has not begun. */
        private boolean refuse(Throwable reason) {
            boolean first = taken.compareAndSet(false, true);
            if (first) {
                lane().leave(this);
                refusal.accept(reason);
                made.completeExceptionally(reason);
            }
            return first;
        }

        private Lane lane() {
            return lanes.computeIfAbsent(key.cache(), unknown -> new Lane());
        }

        private void refuseForRoom() {
            refuse(CacheLoadTimeoutException.noThread(key));
        }
    }

    /** The loads of one cache that have a thread or wait for one. */
    private final class Lane {

        private final Queue<Task<?>> queue = new ArrayDeque<>();
        private int running;

        private void add(Task<?> task) {
            Boolean runs = admit(task);
            if (runs == null) {
                task.refuseForRoom();
            } else if (runs) {
                threads.execute(() -> work(task), () -> {
                    task.refuseForRoom();
                    giveBack();
                });
            }
        }

        /** Whether a load may run at once, or has to wait; {@code null} if there is no room for it. */
        private synchronized @Nullable Boolean admit(Task<?> task) {
            if (running < share) {
                running++;
                return true;
            }
            return queue.size() < waiting && queue.add(task) ? false : null;
        }

        private synchronized void leave(Task<?> task) {
            queue.remove(task);
        }

        private void work(Task<?> first) {
            for (Task<?> task = first; task != null; task = next()) {
                if (closed && Thread.currentThread().isInterrupted()) {
                    task.refuseForRoom();
                } else {
                    task.run();
                }
            }
        }

        private synchronized @Nullable Task<?> next() {
            Task<?> next = queue.poll();
            if (next == null) {
                running--;
            }
            return next;
        }

        /** A thread was not to be had. Where no other is left that would come to what waits, that is told so too. */
        private void giveBack() {
            for (Task<?> alone = left(true); alone != null; alone = left(false)) {
                alone.refuseForRoom();
            }
        }

        private synchronized @Nullable Task<?> left(boolean ended) {
            if (ended) {
                running--;
            }
            return running == 0 ? queue.poll() : null;
        }
    }

    /** Lets loads that have begun come to their end, within a bound; later ones are made by their callers. */
    public void close(Duration within) {
        closed = true;
        threads.close(within);
    }
}
