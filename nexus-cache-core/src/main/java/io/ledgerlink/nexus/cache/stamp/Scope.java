package io.ledgerlink.nexus.cache.stamp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be evicted, and what this instance knows of it.
 *
 * <p>Internal. There is one object per scope while anybody holds it, see {@link Scopes}. It knows the newest stamp seen in
 * the remote tier (0: none yet), counts in its <em>generation</em> what makes entries invalid without a newer stamp, and
 * counts the evictions begun here that the remote tier has not confirmed. Stamp and generation only grow.
 *
 * <p>Safe for use by many threads; no method waits for anything but another thread's few field writes.
 */
public final class Scope {

    private final String key;
    private final long identity;
    private final boolean wide;

    /** Stamp plus generation. Both only grow, so an equal sum means that neither has changed. Written under the lock. */
    private volatile long level;

    private volatile long stamp;
    private volatile int pending;

    Scope(String key, boolean wide) {
        this.key = key;
        this.identity = Hash64.of(key.getBytes(StandardCharsets.UTF_8));
        this.wide = wide;
    }

    /** The stamp's key in the remote tier. */
    public String key() {
        return key;
    }

    /** The part of the key that decides its slot. */
    public String slot() {
        return key.substring(key.indexOf('{') + 1, key.indexOf('}'));
    }

    /** Whether this is {@code all} or a cache: it lives in another slot than most of its entries, and for ever. */
    public boolean wide() {
        return wide;
    }

    long identity() {
        return identity;
    }

    long level() {
        return level;
    }

    /** The newest stamp known, 0 if none. */
    public long stamp() {
        return stamp;
    }

    /** Whether an eviction that began here has not been confirmed: the remote tier is then left alone. */
    public boolean pending() {
        return pending > 0;
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(stamp, level - stamp, pending > 0);
    }

    /** Merges a stamp that the remote tier gave, or that this instance set. */
    public synchronized void raise(long seen) {
        if (seen > stamp) {
            long generation = level - stamp;
            stamp = seen;
            level = seen + generation;
        }
    }

    /**
     * Takes in another instance's eviction. An equal stamp is known already. An older one is an eviction too: its
     * primary's clock lagged behind, and what was loaded under the newer stamp may be from before it.
     */
    public synchronized void hear(long stamped) {
        if (stamped < stamp) {
            level++;
        } else {
            raise(stamped);
        }
    }

    /** An eviction begins here: from now on nothing that was captured before is valid on this instance. */
    public synchronized void beginEviction() {
        pending++;
        level++;
    }

    /** The remote tier confirmed so many evictions that had begun here, with this stamp. */
    public synchronized void endEvictions(int count, long stamped) {
        raise(stamped);
        pending -= count;
    }

    @Override
    public String toString() {
        return key + "=" + stamp;
    }

    /** Stamp, generation and whether evictions were pending, at one moment. */
    record Snapshot(long stamp, long generation, boolean pending) {}

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return (int) identity;
    }
}
