package io.ledgerlink.nexus.cache.stamp;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be evicted, and what this instance knows of it.
 *
 * <p>There is one object per scope while anybody holds it, see {@link Scopes}. It knows the newest stamp seen in
 * the remote tier (0: none yet), counts in its <em>generation</em> what makes entries invalid without a newer stamp, and
 * counts the evictions begun here that the remote tier has not confirmed. Stamp and generation only grow.
 *
 * <p>Safe for use by many threads; no method waits for anything but another thread's few field writes.
 */
public final class Scope {

    private final long identity;

    /** {@code null} if this is wide. */
    private final @Nullable KeyText texts;

    /** The stamp's key, or one of its query to make it of. Written without a lock: either gives the same text. */
    private Object name;

    /** Stamp plus generation. Both only grow, so an equal sum means that neither has changed. Written under the lock. */
    private volatile long stampSum;

    private volatile long stamp;
    private volatile int pending;
    private volatile EntryScopes.@Nullable RegionScopes ground;

    private Scope(@Nullable KeyText texts, String key) {
        this.texts = texts;
        this.name = key;
        this.identity = Hash64.of(key.getBytes(StandardCharsets.UTF_8));
    }

    static Scope wide(String key) {
        return new Scope(null, key);
    }

    static Scope near(KeyText texts, String key) {
        return new Scope(texts, key);
    }

    /** The stamp's key in the remote tier. */
    public String key() {
        Object known = name;
        return known instanceof CacheKey query ? text(query) : (String) known;
    }

    private String text(CacheKey query) {
        return Objects.requireNonNull(texts).queryStamp(query.tenant(), query.cache(), query.queryPath());
    }

    /** Makes the text of this query's stamp again from now on whenever it is asked for, of a bare key that is held anyway. */
    public void forgetText(CacheKey query) {
        if (name instanceof String) {
            name = query;
        }
    }

    /** The part of the key that decides its slot. */
    public String slot() {
        String key = key();
        return key.substring(key.indexOf('{') + 1, key.indexOf('}'));
    }

    /** Whether this is {@code all} or a cache: it lives in another slot than most of its entries, and for ever. */
    public boolean wide() {
        return texts == null;
    }

    /** Whether this is the clock of a tenant's tags, which nobody evicts by itself. */
    public boolean isTagClock() {
        return KeyText.isTagClock(key());
    }

    long identity() {
        return identity;
    }

    /** What all entries of this region belong to, if this is a region's and somebody has asked. */
    EntryScopes.@Nullable RegionScopes ground() {
        return ground;
    }

    void found(EntryScopes.RegionScopes shared) {
        ground = shared;
    }

    long stampSum() {
        return stampSum;
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
        return new Snapshot(stamp, stampSum - stamp, pending > 0);
    }

    /** Merges a stamp that the remote tier gave, or that this instance set. */
    public synchronized void raise(long seen) {
        if (seen > stamp) {
            long generation = stampSum - stamp;
            stamp = seen;
            stampSum = seen + generation;
        }
    }

    /**
     * Takes in another instance's eviction. An equal stamp is known already. An older one is an eviction too: its
     * primary's clock lagged behind, and what was loaded under the newer stamp may be from before it.
     */
    public synchronized void hear(long stamped) {
        if (stamped < stamp) {
            stampSum++;
        } else {
            raise(stamped);
        }
    }

    /** An eviction begins here: from now on nothing that was captured before is valid on this instance. */
    public synchronized void beginEviction() {
        pending++;
        stampSum++;
    }

    /** The remote tier confirmed so many evictions that had begun here, with this stamp. */
    public synchronized void endEvictions(int count, long stamped) {
        raise(stamped);
        pending -= count;
    }

    @Override
    public String toString() {
        return key() + "=" + stamp;
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
