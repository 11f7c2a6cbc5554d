package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheKey;
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

    private final Map<CacheKey, Flight> underWay = new ConcurrentHashMap<>();
    private final Map<Thread, Flight> waiting = new ConcurrentHashMap<>();

    /** Joins the load under way if it admits this call, else makes this call's own the one that later calls may share. */
    Flight joinOrLead(Flight own, Epoch now) {
        while (true) {
            Flight other = underWay.putIfAbsent(own.key(), own);
            if (other == null) {
                return own;
            }
            if (other.admits(own.form(), now)) {
                return other;
            }
            if (other.form() != own.form() || underWay.replace(own.key(), other, own)) {
                return own;
            }
        }
    }

    /** Makes a load the one that later calls may share, whatever is under way. */
    void lead(Flight own) {
        underWay.put(own.key(), own);
    }

    void remove(Flight flight) {
        underWay.remove(flight.key(), flight);
    }

    /**
     * Waits for another's load, as long as allowed; {@code null} if waiting would close a circle of callers who wait for each
     * other. Each announces its wait before it walks the chain, so of two who close a circle at once one sees it.
     */
    @Nullable Outcome await(Flight flight, @Nullable Duration atMost) {
        Thread self = Thread.currentThread();
        Flight outer = waiting.put(self, flight);
        try {
            if (closesCircle(flight, self)) {
                return null;
            }
            return atMost == null
                    ? flight.outcome().get()
                    : flight.outcome().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            self.interrupt();
            throw LoadWaitException.interrupted(flight.key());
        } catch (TimeoutException e) {
            throw LoadWaitException.timedOut(flight.key(), atMost == null ? Duration.ZERO : atMost);
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
}
