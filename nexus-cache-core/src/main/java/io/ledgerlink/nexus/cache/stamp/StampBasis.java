package io.ledgerlink.nexus.cache.stamp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a load rests on: the stamps, generations and epoch that stood before its first byte was sent.
 *
 * <p>Immutable. Captured first of all; {@link #under} then replaces the captured stamps by those that the remote
 * tier gave before the source was asked, and keeps the generations and the epoch. Scopes that change later make the
 * basis fall, and whatever is stored under it is born dead.
 */
public final class StampBasis {

    private final EntryScopes lineage;
    private final Epoch epoch;
    private final List<Scope> scopes;
    private final long[] stamps;
    private final long[] generations;
    private final boolean pending;

    private StampBasis(
            EntryScopes lineage, Epoch epoch, List<Scope> scopes, long[] stamps, long[] generations, boolean pending) {
        this.lineage = lineage;
        this.epoch = epoch;
        this.scopes = scopes;
        this.stamps = stamps;
        this.generations = generations;
        this.pending = pending;
    }

    /** Captures what stands now. The epoch must have been read before. */
    public static StampBasis capture(EntryScopes lineage, Epoch epoch) {
        List<Scope> scopes = lineage.scopes();
        long[] stamps = new long[scopes.size()];
        long[] generations = new long[scopes.size()];
        boolean pending = false;
        for (int i = 0; i < stamps.length; i++) {
            Scope.Snapshot now = scopes.get(i).snapshot();
            stamps[i] = now.stamp();
            generations[i] = now.generation();
            pending |= now.pending();
        }
        return new StampBasis(lineage, epoch, scopes, stamps, generations, pending);
    }

    /** The same basis under the stamps that the remote tier has: those in the slot in their order, then the wide ones. */
    public StampBasis under(long[] near, long all, long cache) {
        long[] read = new long[stamps.length];
        read[EntryScopes.ALL] = all;
        read[EntryScopes.CACHE] = cache;
        System.arraycopy(near, 0, read, EntryScopes.FIRST_NEAR, near.length);
        return new StampBasis(lineage, epoch, scopes, read, generations, pending);
    }

    /** The same basis after one more eviction of the query, begun by the basis' owner, which gave this stamp. */
    public StampBasis afterOwnEviction(long queryStamp) {
        long[] set = stamps.clone();
        set[EntryScopes.QUERY] = queryStamp;
        long[] raised = generations.clone();
        raised[EntryScopes.QUERY]++;
        return new StampBasis(lineage, epoch, scopes, set, raised, pending);
    }

    /** The same basis without the further scopes of a load: what an entry rests on whose source has found no tags. */
    public StampBasis bare() {
        int bare = near().size() + EntryScopes.FIRST_NEAR;
        return bare == stamps.length
                ? this
                : new StampBasis(
                        lineage.bare(),
                        epoch,
                        scopes.subList(0, bare),
                        Arrays.copyOf(stamps, bare),
                        Arrays.copyOf(generations, bare),
                        pending);
    }

    /** The bare basis with further scopes. */
    StampBasis with(List<Scope> further, long[] furtherGenerations, long[] furtherStamps) {
        StampBasis bare = bare();
        EntryScopes extended = bare.lineage.with(further);
        return new StampBasis(
                extended,
                epoch,
                extended.scopes(),
                joined(bare.stamps, furtherStamps),
                joined(bare.generations, furtherGenerations),
                pending);
    }

    private static long[] joined(long[] one, long[] other) {
        long[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    /** The clock of a load that may find tags; {@code null} for another. */
    public @Nullable Scope tagClock() {
        Scope last = scopes.get(scopes.size() - 1);
        return lineage.further() > 0 && last.isTagClock() ? last : null;
    }

    /** The stamp of the {@link #tagClock}. */
    public long tagClockStamp() {
        return stamps[stamps.length - 1];
    }

    /** Lets every scope know the stamps of this basis. */
    public void merge() {
        for (int i = 0; i < stamps.length; i++) {
            scopes.get(i).raise(stamps[i]);
        }
    }

    public EntryScopes lineage() {
        return lineage;
    }

    public Epoch epoch() {
        return epoch;
    }

    /** Whether evictions that began here were pending: the remote tier is then neither read nor written. */
    public boolean pending() {
        return pending;
    }

    /** What {@link EntryScopes#stampSum} says for as long as this basis stands. */
    public long stampSum() {
        long stampSum = 0;
        for (int i = 0; i < stamps.length; i++) {
            stampSum += stamps[i] + generations[i];
        }
        return stampSum;
    }

    /** Whether nothing that this basis rests on has changed. */
    public boolean stands() {
        return lineage.stampSum() == stampSum();
    }

    /** Whether no stamp is missing; only such a basis can carry an entry of the remote tier. */
    public boolean complete() {
        for (long stamp : stamps) {
            if (stamp == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a call that comes now may share a load on this basis: no eviction has begun here since, and every stamp that
     * the instance knows by now had been read before the load began.
     */
    public boolean admits(Epoch now) {
        if (epoch != now) {
            return false;
        }
        for (int i = 0; i < stamps.length; i++) {
            Scope.Snapshot known = scopes.get(i).snapshot();
            if (known.generation() != generations[i] || known.stamp() > stamps[i]) {
                return false;
            }
        }
        return true;
    }

    /** The scopes in the entry's slot, the query first, without further ones. */
    public List<Scope> near() {
        return scopes.subList(EntryScopes.FIRST_NEAR, scopes.size() - lineage.further());
    }

    /** The scopes in the entry's slot, the further ones last. */
    public List<Scope> inSlot() {
        return scopes.subList(EntryScopes.FIRST_NEAR, scopes.size());
    }

    public long[] nearStamps() {
        return Arrays.copyOfRange(stamps, EntryScopes.FIRST_NEAR, stamps.length - lineage.further());
    }

    public long allStamp() {
        return stamps[EntryScopes.ALL];
    }

    public long cacheStamp() {
        return stamps[EntryScopes.CACHE];
    }

    public long queryStamp() {
        return stamps[EntryScopes.QUERY];
    }

    /** The newest of all stamps. */
    public long newestStamp() {
        long newest = 0;
        for (long stamp : stamps) {
            newest = Math.max(newest, stamp);
        }
        return newest;
    }

    /** 64 bits of the near scopes' identities, count and stamps; the query's stamp stands in the envelope itself. */
    public long fingerprint() {
        int end = stamps.length - lineage.further();
        long hash = Hash64.fold(0, end - EntryScopes.FIRST_NEAR);
        for (int i = EntryScopes.FIRST_NEAR; i < end; i++) {
            hash = Hash64.fold(hash, scopes.get(i).identity());
            hash = Hash64.fold(hash, i == EntryScopes.QUERY ? 0 : stamps[i]);
        }
        return hash;
    }
}
