package io.ledgerlink.nexus.cache.remote;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * Whether the remote tier answers well enough to be asked: closed while it does, open when too many of the last calls had no
 * answer in time or a slow one.
 *
 * <p>Closed by its owner alone, after a probe and whatever else must come first. Resilience4j's closes by trying
 * callers' calls, and here nobody may read a server that came back before it has been told what this instance knows.
 *
 * <p>A probe is due at once when it opens. Each one in vain doubles the pause before the next, and so does each relapse, that
 * is to open again within the longest pause after it was closed. A sign of life ends the pauses of probes in vain, not those of
 * relapses: a server that answers a probe and no load is asked ever more seldom.
 *
 * <p>Safe for use by many threads; counting an answer while all is well is one read of a field.
 */
public final class Breaker {

    private sealed interface State permits Closed, Open {}

    /** Calls pass, and the last of them are remembered: one bit each, set for a failure. Those of before count as answered. */
    private static final class Closed implements State {

        private final long since;
        private final int relapses;
        private final AtomicLong lastCalls = new AtomicLong();

        private Closed(long since, int relapses) {
            this.since = since;
            this.relapses = relapses;
        }

        private int count(boolean failed, long mask) {
            if (!failed && lastCalls.get() == 0) {
                return 0;
            }
            return Long.bitCount(lastCalls.updateAndGet(calls -> (calls << 1 | (failed ? 1 : 0)) & mask));
        }
    }

    /**
     * No call passes.
     *
     * @param since when it opened
     * @param relapses how often it had been closed too early before
     * @param failedProbes how many probes were in vain since the last sign of life
     * @param probedAt when the last of them failed, or it opened
     * @param probeAt when the next is due
     */
    private record Open(long since, int relapses, int failedProbes, long probedAt, long probeAt) implements State {}

    private static final int MOST_DOUBLINGS = 20;

    private final BreakerSettings settings;
    private final long slowNanos;
    private final long mask;
    private final long firstPauseNanos;
    private final Ticker ticker;
    private final DoubleSupplier random;

    /** Written under this object's lock. */
    private volatile State state;

    /** How often it opened. Guarded by this. */
    private long openings;

    /**
     * Makes one that is closed.
     *
     * @param timeout how long a call waits at most
     * @param firstPause how long it leaves the remote tier alone after a first probe in vain
     * @param random numbers from 0 to 1, so that not all instances probe at one time
     */
    public Breaker(
            BreakerSettings settings, Duration timeout, Duration firstPause, Ticker ticker, DoubleSupplier random) {
        this.settings = settings;
        this.slowNanos = settings.slowAfter(timeout).toNanos();
        this.mask = -1L >>> (Long.SIZE - settings.calls());
        this.firstPauseNanos = firstPause.toNanos();
        this.ticker = ticker;
        this.random = random;
        this.state = new Closed(ticker.read() - settings.longestPause().toNanos(), 0);
    }

    public boolean open() {
        return state instanceof Open;
    }

    public synchronized long openings() {
        return openings;
    }

    /** How long an answer may take that is not slow. */
    public Duration slowAfter() {
        return Duration.ofNanos(slowNanos);
    }

    /** A call waited that long for its answer. Says whether the breaker opened for it. */
    public boolean answered(long waitedNanos) {
        return count(waitedNanos > slowNanos);
    }

    /** A call had no answer in time. Says whether the breaker opened for it. */
    public boolean silent() {
        return count(true);
    }

    /** There was no answer for much longer than a call waits. Says whether the breaker opened for it. */
    public boolean silentForLong() {
        return state instanceof Closed closed && openAfter(closed);
    }

    private boolean count(boolean failed) {
        return state instanceof Closed closed
                && closed.count(failed, mask) >= settings.failures()
                && failed
                && openAfter(closed);
    }

    private synchronized boolean openAfter(Closed closed) {
        if (state != closed) {
            return false;
        }
        long now = ticker.read();
        boolean relapsed = now - closed.since < settings.longestPause().toNanos();
        int relapses = relapsed ? closed.relapses + 1 : 0;
        state = new Open(now, relapses, 0, now, now + pause(relapses));
        openings++;
        return true;
    }

    /** Whether the remote tier may be tried now; where it is closed, at any time. */
    public boolean mayTry() {
        return !(state instanceof Open open) || ticker.read() - open.probeAt >= 0;
    }

    /** A probe was in vain. */
    public synchronized void probeFailed() {
        if (state instanceof Open open) {
            long now = ticker.read();
            int failed = Math.min(open.failedProbes + 1, MOST_DOUBLINGS);
            state = new Open(open.since, open.relapses, failed, now, now + pause(open.relapses + failed));
        }
    }

    /** Something came from the server, too late for a probe or unasked. Says whether the next probe is due earlier for it. */
    public synchronized boolean signOfLife() {
        if (state instanceof Open open && open.failedProbes > 0) {
            long probeAt = open.probedAt + pause(open.relapses + 1);
            if (probeAt - open.probeAt < 0) {
                state = new Open(open.since, open.relapses, 0, open.probedAt, probeAt);
                return true;
            }
        }
        return false;
    }

    /** The remote tier answers, and has been told what it must know. */
    public synchronized void close() {
        if (state instanceof Open open) {
            state = new Closed(ticker.read(), open.relapses);
        }
    }

    /** Nothing at first; then twice as long for each probe and each relapse, up to a quarter more or less. */
    private long pause(int steps) {
        if (steps == 0) {
            return 0;
        }
        long doubled = firstPauseNanos << Math.min(steps - 1, MOST_DOUBLINGS);
        double bounded = Math.min(doubled, settings.longestPause().toNanos());
        return (long) (bounded * (0.75 + random.getAsDouble() / 2));
    }
}
