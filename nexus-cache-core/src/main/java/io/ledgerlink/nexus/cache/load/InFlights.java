package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.load.InFlight.Outcome;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.tier.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The loads under way on this instance: at most one that later calls may share per key, and which load waits for which.
 *
 * <p>Nothing here holds a lock while it waits or while a source is asked.
 */
public final class InFlights {

    private final Map<InFlight.Id, InFlight> underWay = new ConcurrentHashMap<>();
    private final Waiting waiting;

    public InFlights(Waiting waiting) {
        this.waiting = waiting;
    }

    /** Joins the load under way if it admits this call, else makes this call's own the one that later calls may share. */
    public InFlight joinOrLead(InFlight own) {
        Epoch now = own.basis().epoch();
        own.begin(waiting.now());
        while (true) {
            InFlight other = underWay.putIfAbsent(own.id(), own);
            if (other == null) {
                return own;
            }
            if (other.admits(own, now)) {
                own.overtake();
                return other;
            }
            if (underWay.replace(own.id(), other, own)) {
                own.follow(other);
                return own;
            }
        }
    }

    /** Makes a load the one that later calls may share, whatever is under way. */
    InFlight lead(InFlight own) {
        own.begin(waiting.now());
        InFlight other = underWay.put(own.id(), own);
        if (other != null) {
            other.overtake();
        }
        return own;
    }

    /** Whether a later load of the key has taken over: what this one found must not replace what that one did. */
    public static boolean overtaken(InFlight flight) {
        return !flight.isCurrent();
    }

    /** Ends a load that has brought an answer. */
    public void land(InFlight flight, Answer answer) {
        flight.land();
        remove(flight);
        flight.complete(answer);
    }

    public void remove(InFlight flight) {
        underWay.remove(flight.id(), flight);
    }

    /** How long one call waits for loads, by its options and its policy. */
    WaitBudget patience(FetchOptions options, CachePolicy policy) {
        Duration hard = policy.load().hardTimeout();
        return new WaitBudget(options.waitAtMost(), hard.isZero() ? null : hard, waiting, waiting.now());
    }

    /** How calls wait for loads. */
    Waiting waiting() {
        return waiting;
    }

    /** Announces that some loads wait for another one, until the wait is closed. */
    Wait announce(InFlight flight, List<InFlight> by) {
        by.forEach(waiting -> waiting.waitsFor().add(flight));
        return new Wait(flight, by);
    }

    /**
     * A wait for one load on behalf of those whose sources asked for it. Each is announced before it walks the chain, so of
     * two that close a circle at once one sees it.
     */
    record Wait(InFlight flight, List<InFlight> by) implements AutoCloseable {

        boolean closesCircle() {
            if (by.isEmpty()) {
                return false;
            }
            Set<InFlight> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            Deque<InFlight> next = new ArrayDeque<>(List.of(flight));
            while (!next.isEmpty()) {
                InFlight reached = next.pop();
                if (by.contains(reached)) {
                    return true;
                }
                if (seen.add(reached)) {
                    next.addAll(reached.waitsFor());
                }
            }
            return false;
        }

        @Override
        public void close() {
            by.forEach(waiting -> waiting.waitsFor().remove(flight));
        }
    }

    /**
     * How long one call waits for loads, all together.
     *
     * @param forOthers how long it would wait for somebody else's load, {@code null} for as long as it takes
     * @param forAny how long it may wait for any, its own included; {@code null} for as long as it takes
     * @param waiting how it waits, and by which clock
     * @param began when it began to wait
     */
    record WaitBudget(
            @Nullable Duration forOthers, @Nullable Duration forAny, Waiting waiting, long began) {

        /** The same for the load that the call leads itself. */
        WaitBudget forOwn() {
            return new WaitBudget(null, forAny, waiting, began);
        }

        boolean ends() {
            return forOthers != null || forAny != null;
        }

        /** Waits until an outcome is there or the time is over. */
        <T> T await(CompletableFuture<T> outcome) throws InterruptedException, ExecutionException, TimeoutException {
            return waiting.await(outcome, until());
        }

        /** The outcome for one who waits on no thread; fails when the time is over. */
        CompletableFuture<Outcome> bound(InFlight flight) {
            return bound(flight.outcome());
        }

        <T extends @Nullable Object> CompletableFuture<T> bound(CompletableFuture<T> outcome) {
            return ends() ? waiting.bound(outcome, until()) : outcome;
        }

        /** The same for what is not a load's: it fails when a wait for any would. */
        <T extends @Nullable Object> CompletableFuture<T> boundForAny(CompletableFuture<T> outcome) {
            return forAny == null ? outcome : waiting.bound(outcome, began + forAny.toNanos());
        }

        /** What a call ends with whose time is over. A load that took longer than any may is left to itself. */
        NexusCacheException timedOut(InFlight flight) {
            NexusCacheException late = late(flight);
            giveUp(flight);
            return late;
        }

        /** What a call ends with whose time is over, while its load is not given up yet. */
        NexusCacheException late(InFlight flight) {
            return forAny != null && shortest().equals(forAny)
                    ? CacheLoadTimeoutException.timedOut(flight.key(), forAny)
                    : LoadWaitException.timedOut(flight.key(), shortest());
        }

        private void giveUp(InFlight flight) {
            if (forAny != null && shortest().equals(forAny)) {
                flight.giveUp(forAny, waiting.now());
            }
        }

        /** When to stop waiting for another's load, by the clock of waits. */
        long latest() {
            return ends() ? until() : Step.Wait.NEVER;
        }

        private long until() {
            return began + shortest().toNanos();
        }

        private Duration shortest() {
            if (forOthers == null) {
                return forAny == null ? Duration.ZERO : forAny;
            }
            return forAny == null || forOthers.compareTo(forAny) < 0 ? forOthers : forAny;
        }
    }
}
