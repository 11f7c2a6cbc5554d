package io.ledgerlink.nexus.cache.local;

import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import org.jspecify.annotations.Nullable;

/**
 * One answer in the local tier.
 *
 * <p>It is <em>valid</em> while none of its scopes has changed, <em>fresh</em> until its time to live ends, <em>due</em>
 * near the end of that where it is to be refreshed early, then <em>stale</em> until it is gone, and <em>confirmed</em> while the epoch that it was confirmed for lasts and gives signs of
 * life. Only an entry that is valid, confirmed, and fresh or stale answers without asking anybody. All times are the ticker's
 * nanoseconds.
 */
public final class LocalEntry {

    private static final long MILLISECOND = 1_000_000;

    private final @Nullable Object content;
    private final Object form;
    private final EntryScopes lineage;
    private final long stampSum;
    private final long createdAt;

    /** Its freshness ends that many milliseconds after the time from which on it is due. */
    private final int refreshMargin;

    private final long dueAt;
    private final long staleUntil;

    /**
     * The two are written in this order and read in the other. Read apart, they give an epoch that has ended, or a time
     * that is too early; both only make a caller confirm once more.
     */
    private volatile long confirmedAt;

    private volatile Epoch epoch;

    /** An entry that is not refreshed early. */
    public LocalEntry(
            @Nullable Object content,
            Object form,
            StampBasis basis,
            long asOf,
            long createdAt,
            long freshUntil,
            long staleUntil) {
        this(content, form, basis, asOf, createdAt, freshUntil, staleUntil, 0);
    }

    /**
     * @param content the value, or its bytes
     * @param form who can make a value of the content; compared by identity
     * @param asOf when the first byte of the load was sent
     * @param staleUntil when it is gone, no earlier than the end of its freshness
     * @param lead how long before the end of its freshness it is due, to the millisecond; zero for one that is not
     */
    public LocalEntry(
            @Nullable Object content,
            Object form,
            StampBasis basis,
            long asOf,
            long createdAt,
            long freshUntil,
            long staleUntil,
            long refreshMargin) {
        this.content = content;
        this.form = form;
        this.lineage = basis.lineage();
        this.stampSum = basis.stampSum();
        this.createdAt = createdAt;
        this.refreshMargin = (int) Math.min(Integer.MAX_VALUE, (refreshMargin + MILLISECOND - 1) / MILLISECOND);
        this.dueAt = freshUntil - this.refreshMargin * MILLISECOND;
        this.staleUntil = staleUntil;
        this.confirmedAt = asOf;
        this.epoch = basis.epoch();
    }

    public @Nullable Object content() {
        return content;
    }

    /** In which form the content is kept; compared by identity. */
    public Object form() {
        return form;
    }

    /** Whether none of its scopes has changed: a handful of field reads. */
    public boolean valid() {
        return lineage.stampSum() == stampSum;
    }

    /** Whether it rests on the very scopes and stamps of a load of its key, which had not changed when the load began. */
    public boolean restsOn(StampBasis basis) {
        return stampSum == basis.stampSum()
                && lineage.further() == basis.lineage().further()
                && lineage.tags().equals(basis.lineage().tags());
    }

    boolean restsLike(LocalEntry other) {
        return stampSum == other.stampSum;
    }

    public boolean fresh(long now) {
        return freshUntil() - now > 0;
    }

    /** Whether it is fresh, and not due. */
    public boolean young(long now) {
        return dueAt - now > 0;
    }

    /** Whether it is one to be refreshed before its end. */
    public boolean refreshedEarly() {
        return refreshMargin > 0;
    }

    /**
     * Whether it was created so much later than another entry of its key that it is no copy of the same load: clocks differ
     * a little, and a store takes its time.
     */
    public boolean isLaterThan(LocalEntry other) {
        return createdAt - other.createdAt > (other.freshUntil() - other.createdAt) / 4;
    }

    /** Whether its time to live has ended and its stale time has not. */
    public boolean stale(long now) {
        return !fresh(now) && staleUntil - now > 0;
    }

    public boolean confirmed(long now, Epoch current, long maxUnconfirmed) {
        return epoch == current && leased(now, maxUnconfirmed);
    }

    /** Whether it may answer unconfirmed, counted from the later of its confirmation and its epoch's last sign of life. */
    public boolean leased(long now, long maxUnconfirmed) {
        long silent = Math.min(now - epoch.lastSign(), now - confirmedAt);
        return Math.max(silent, 0) < maxUnconfirmed;
    }

    /** Its stamps were found unchanged by a request sent at that time, in that epoch. */
    public void confirm(Epoch confirmedFor, long sentAt) {
        confirmedAt = sentAt;
        epoch = confirmedFor;
    }

    public EntryScopes lineage() {
        return lineage;
    }

    public long createdAt() {
        return createdAt;
    }

    public long freshUntil() {
        return dueAt + refreshMargin * MILLISECOND;
    }

    public long staleUntil() {
        return staleUntil;
    }
}
