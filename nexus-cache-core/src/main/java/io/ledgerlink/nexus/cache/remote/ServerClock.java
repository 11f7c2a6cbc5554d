package io.ledgerlink.nexus.cache.remote;

import org.jspecify.annotations.Nullable;

/**
 * The server's clock, as far as this instance can tell.
 *
 * <p>Every reply that carries the server's time bounds it: when the reply arrived the clock had reached at least
 * that time, and when the request was sent at most that. The newest reply counts, so a drifting clock or another server is
 * followed. Before the first reply nothing is known. Safe for use by many threads.
 */
public final class ServerClock {

    private volatile @Nullable Reading last;

    /** Takes in a reply: nanoseconds of the ticker around it, and the µs that it carried. */
    public void read(long sentNanos, long receivedNanos, long serverMicros) {
        last = new Reading(sentNanos, receivedNanos, serverMicros);
    }

    public boolean known() {
        return last != null;
    }

    /** The latest that the server's clock can show now, in µs; 0 while unknown. */
    public long latest(long nowNanos) {
        Reading reading = last;
        return reading == null ? 0 : reading.serverMicros + (nowNanos - reading.sentNanos) / 1000;
    }

    /** The earliest that the server's clock can show now, in µs; 0 while unknown. */
    public long earliest(long nowNanos) {
        Reading reading = last;
        return reading == null ? 0 : reading.serverMicros + (nowNanos - reading.receivedNanos) / 1000;
    }

    private record Reading(long sentNanos, long receivedNanos, long serverMicros) {}
}
