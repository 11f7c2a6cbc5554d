package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The loads under way on this instance: at most one that later calls may share per key, and who waits for whom.
 *
 * <p>Nothing here holds a lock while it waits or while a source is asked.
 */
final class Flights {

    private final Map<Flight.Id, Flight> underWay = new ConcurrentHashMap<>();
    private final Map<Thread, Flight> waiting = new ConcurrentHashMap<>();

    /** Joins the load under way if it admits this call, else makes this call's own the one that later calls may share. */
    Flight joinOrLead(Flight own, Epoch now) {
        while (true) {
            Flight other = underWay.putIfAbsent(own.id(), own);
            if (other == null) {
                return own;
            }
            if (other.admits(own, now)) {
                return other;
            }
            if (underWay.replace(own.id(), other, own)) {
                return own;
            }
        }
    }

    /** Makes a load the one that later calls may share, whatever is under way. */
    Flight lead(Flight own) {
        underWay.put(own.id(), own);
        return own;
    }

    /** Whether a later load of the key has taken over: what this one found must not replace what that one did. */
    boolean overtaken(Flight flight) {
        return underWay.get(flight.id()) != flight;
    }

    void remove(Flight flight) {
        underWay.remove(flight.id(), flight);
    }

    /**
     * Waits for another's load, as long as allowed; {@code null} if waiting would close a circle of callers who wait for each
     * other. Each announces its wait before it walks the chain, so of two who close a circle at once one sees it.
     */
    @Nullable Outcome await(Flight flight, Patience patience) {
        Thread self = Thread.currentThread();
        Flight outer = waiting.put(self, flight);
        try {
            if (closesCircle(flight, self)) {
                return null;
            }
            return patience.await(flight);
        } catch (InterruptedException e) {
            self.interrupt();
            throw LoadWaitException.interrupted(flight.key());
        } catch (ExecutionException e) {
            throw new IllegalStateException("A load's outcome is never exceptional", e);
        } finally {
            if (outer == null) {
                waiting.remove(self);
            } else {
                waiting.put(self, outer);
            }
        }
    }

    private boolean closesCircle(Flight flight, Thread self) {
        Flight next = flight;
        for (int steps = 0; next != null && steps <= waiting.size(); steps++) {
            if (next.leader() == self) {
                return true;
            }
            next = waiting.get(next.leader());
        }
        return false;
    }

    /** How long one call waits for others' loads, all together; {@code null} for as long as it takes. */
    record Patience(@Nullable Duration atMost, long end) {

        static Patience until(@Nullable Duration atMost) {
            return new Patience(atMost, atMost == null ? 0 : System.nanoTime() + atMost.toNanos());
        }

        private Outcome await(Flight flight) throws InterruptedException, ExecutionException {
            if (atMost == null) {
                return flight.outcome().get();
            }
            try {
                return flight.outcome().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw LoadWaitException.timedOut(flight.key(), atMost);
            }
        }
    }
}
