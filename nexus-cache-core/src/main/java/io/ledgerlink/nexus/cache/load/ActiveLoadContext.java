package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.tier.LoadDecision;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.ValueForm;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The context of one load: the entry that it renews, and what its source decides until it has answered.
 *
 * <p>Safe for use by many threads.
 */
final class ActiveLoadContext implements LoadContext<Object> {

    private final Target target;
    private final TierRead read;
    private @Nullable LocalEntry renewable;
    private @Nullable Object previous;
    private boolean looked;
    private boolean notModified;
    private @Nullable Duration ttl;
    private @Nullable Duration staleFor;
    private boolean kept = true;
    private final Set<String> tags = new TreeSet<>();
    private boolean over;

    private ActiveLoadContext(Target target, TierRead read, @Nullable LocalEntry renewable) {
        this.target = target;
        this.read = read;
        this.renewable = renewable;
    }

    /**
     * The context of a load that begins now.
     *
     * @param there the target's entry in the local tier
     * @param known an entry of the key that may be in no tier any more
     */
    static ActiveLoadContext of(
            Target target, TierRead read, @Nullable LocalEntry there, @Nullable LocalEntry known, long now) {
        LocalEntry renewable = null;
        for (LocalEntry entry : new @Nullable LocalEntry[] {read.hit(), there, known}) {
            if (entry != null
                    && renewable(entry, target, read, now)
                    && (renewable == null || entry.createdAt() - renewable.createdAt() > 0)) {
                renewable = entry;
            }
        }
        return new ActiveLoadContext(target, read, renewable);
    }

    /**
     * Whether nothing that an entry rests on had been evicted when the load began. Where the remote tier could not be asked, an
     * entry counts whose lease has not run out.
     */
    private static boolean renewable(LocalEntry entry, Target target, TierRead read, long now) {
        return entry.restsOn(read.basis().bare())
                && (entry.fresh(now) || entry.stale(now))
                && entry.form() instanceof ValueForm form
                && form.kind() == target.form().kind()
                && (read.remote()
                        ? read.basis().complete()
                        : entry.leased(now, target.cache().maxUnconfirmed()));
    }

    /** Binds this to the current thread, inside the load that the thread works for already. */
    LoadTrail.Scope enter() {
        return LoadTrail.enter(new LoadTrail(this, LoadTrail.current()));
    }

    /** What was decided about a result; nothing more can be. */
    synchronized LoadDecision decided(@Nullable Object loaded) {
        over = true;
        boolean renews = notModified && loaded == previous;
        return new LoadDecision(ttl, staleFor, kept, renews ? renewable : null, Set.copyOf(tags));
    }

    @Override
    public synchronized Optional<Object> previous() {
        if (!looked) {
            looked = true;
            previous = look();
        }
        return Optional.ofNullable(previous);
    }

    /** What was evicted since the load began is not shown any more; what was shown may be said to be not modified. */
    private @Nullable Object look() {
        if (renewable == null || !read.basis().stands()) {
            return null;
        }
        try {
            Object value = target.form().value(renewable.content());
            return Target.isNothing(value) ? null : value;
        } catch (UnreadableEntryException e) {
            target.counters().unreadable.increment();
            return null;
        }
    }

    @Override
    public synchronized Object notModified() {
        refuseAfterwards();
        notModified = true;
        return previous()
                .orElseThrow(() -> new IllegalStateException("The loader of " + key()
                        + " says that the value is not modified, and there is none that it could renew. Ask"
                        + " LoadContext.previous() first, and load the value where it is empty; stale-for says how long"
                        + " one is there"));
    }

    @Override
    public synchronized void ttl(Duration ttl) {
        refuseAfterwards();
        check("ttl", ttl);
        this.ttl = ttl;
    }

    @Override
    public synchronized void staleFor(Duration staleFor) {
        refuseAfterwards();
        check("staleFor", staleFor);
        this.staleFor = staleFor;
    }

    @Override
    public synchronized void doNotStore() {
        refuseAfterwards();
        kept = false;
    }

    @Override
    public synchronized void tags(Collection<String> found) {
        refuseAfterwards();
        if (key().tenant() == null) {
            throw new CacheKeyException("The loader of " + key() + " has found the tags " + found
                    + ", and its cache is shared. A tag belongs to one tenant: leave the tags out, or name the tenant");
        }
        if (!target.finds()) {
            throw new IllegalStateException("The loader of " + key() + " has found the tags " + found
                    + ", and has not said before that it may. Load by a ContextLoader, prepare the query with findsTags(),"
                    + " or declare foundTags on the method");
        }
        tags.addAll(found);
    }

    private void check(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The loader of " + key() + " decides a " + name + " of " + duration
                    + ": give LoadContext zero or a positive duration");
        }
        if (duration.compareTo(CachePolicy.LONGEST) > 0) {
            throw new IllegalArgumentException("The loader of " + key() + " decides a " + name + " of " + duration
                    + ": give LoadContext at most " + CachePolicy.LONGEST.toDays() + " days");
        }
    }

    private void refuseAfterwards() {
        if (over) {
            throw new IllegalStateException(
                    "The load of " + key() + " is over: decide by its LoadContext before the source has answered");
        }
    }

    private CacheKey key() {
        return target.key();
    }
}
