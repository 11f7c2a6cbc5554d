package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Question.Wanted;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one door to both tiers: captures what a load rests on, reads, keeps and counts.
 *
 * <p>The local tier answers alone with an entry that is valid and confirmed, and fresh or as stale as is accepted. One that only
 * lacks its confirmation is asked for by its stamps, and no value travels.
 */
public final class Tiers {

    private final Scopes scopes;
    private final Bus bus;
    private final RemoteReader reader;
    private final EntryKeeper keeping;
    private final Ticker ticker;

    public Tiers(Scopes scopes, Bus bus, RemoteReader reader, EntryKeeper keeping, Ticker ticker) {
        this.scopes = scopes;
        this.bus = bus;
        this.reader = reader;
        this.keeping = keeping;
        this.ticker = ticker;
    }

    /** The time by which entries live. */
    public long now() {
        return ticker.read();
    }

    /** Begins to count the time that a call may wait for the remote tier. */
    public Deadline begin() {
        return bus.begin();
    }

    /** What a load rests on that begins now. May wait for the remote tier, for the stamps that all caches share. */
    public StampBasis capture(Target target, Deadline deadline) {
        return capture(target, target.inLocalTier(), deadline);
    }

    /**
     * The same for a caller who has looked into the local tier before.
     *
     * @param there the entry of the key there, whatever its state
     */
    public StampBasis capture(Target target, @Nullable LocalEntry there, Deadline deadline) {
        EntryScopes lineage = target.lineage(scopes, there);
        reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
        return capture(lineage);
    }

    /** What stands now of these scopes. */
    public StampBasis capture(EntryScopes lineage) {
        Epoch epoch = bus.epoch();
        return StampBasis.capture(lineage, epoch);
    }

    /** Asks the remote tier. */
    public TierRead read(Question question, Deadline deadline) {
        return reader.read(question, deadline);
    }

    /** Asks it for many entries, one round trip for each slot. */
    public List<TierRead> read(List<Question> questions, Deadline deadline) {
        return reader.read(questions, deadline);
    }

    /** Reads the stamps that a target rests on, and no entry. */
    public TierRead readStamps(Target target, Deadline deadline) {
        return read(questionForStamps(target, capture(target, deadline), basis -> {}), deadline);
    }

    /** Whether the source may not have caught up with an eviction, asked when a load begins. */
    public boolean lagging(Target target, StampBasis basis) {
        return keeping.lagging(target, basis);
    }

    /**
     * Keeps what a load has brought, in both tiers as far as they may have it.
     *
     * @param store stores it for those who wait for that, instead of soon; {@code null} where no one waits
     */
    public @Nullable LocalEntry keep(
            Target target,
            TierRead read,
            @Nullable Object value,
            boolean lagging,
            LoadDecision decided,
            @Nullable Consumer<StoreRequest> store) {
        return keeping.keep(target, read, value, lagging, decided, store);
    }

    /** Whether an entry may answer without asking anybody, and nothing else is to be done for it. */
    public boolean answersAlone(LocalEntry entry, NamedCache cache) {
        if (!entry.valid()) {
            return false;
        }
        long now = ticker.read();
        return entry.young(now) && entry.confirmed(now, bus.epoch(), cache.maxUnconfirmed());
    }

    /** The answer of a fresh entry in the local tier that may give it without asking anybody, counted; or {@code null}. */
    public @Nullable Answer localAnswer(Target target) {
        return localAnswer(target, Freshness.FRESH, target.inLocalTier());
    }

    /**
     * The answer of an entry that may give it without asking anybody, counted; or {@code null}.
     *
     * @param entry one of the target's key
     */
    public @Nullable Answer localAnswer(Target target, Freshness accepted, @Nullable LocalEntry entry) {
        return counted(target, localFound(target, accepted, entry));
    }

    /** The same for one who is no caller. */
    public @Nullable Answer localFound(Target target, Freshness accepted, @Nullable LocalEntry entry) {
        if (entry == null || !entry.valid() || !target.fits(entry)) {
            return null;
        }
        long now = ticker.read();
        CacheStatus status = accepted.status(entry, now, CacheStatus.HIT_LOCAL);
        return status != null
                        && entry.confirmed(now, bus.epoch(), target.cache().maxUnconfirmed())
                ? opened(target, entry, status)
                : null;
    }

    /** What to ask the remote tier of a call that wants nothing stale. */
    public Question question(Target target, StampBasis captured) {
        return question(target, captured, Freshness.FRESH, target.local(), basis -> {});
    }

    /**
     * What to ask the remote tier: the entry, or the stamps where a local entry only lacks its confirmation. Where there is a stale
     * entry, which may have been refreshed on another instance, the entry is wanted.
     *
     * @param there the target's entry in the local tier
     */
    public Question question(
            Target target,
            StampBasis captured,
            Freshness accepted,
            @Nullable LocalEntry there,
            Consumer<StampBasis> rebase) {
        long now = ticker.read();
        LocalEntry unconfirmed = there != null && confirmable(there, captured, accepted, now) ? there : null;
        boolean entryWanted = (unconfirmed == null || !unconfirmed.fresh(now) || hasFoundTags(unconfirmed))
                && target.cache().policy().remote();
        return new Question(
                target, captured, now, entryWanted ? Wanted.ENTRY : Wanted.STAMPS, unconfirmed, accepted, rebase);
    }

    /** What to ask the remote tier where only the stamps matter. */
    Question questionForStamps(Target target, StampBasis captured, Consumer<StampBasis> rebase) {
        return new Question(target, captured, ticker.read(), Wanted.STAMPS, null, Freshness.FRESH, rebase);
    }

    /**
     * What to ask the remote tier for a load that replaces whatever is there, and may find that it was not modified.
     *
     * @param there the target's entry in the local tier
     */
    public Question questionForRefresh(
            Target target, StampBasis captured, @Nullable LocalEntry there, Consumer<StampBasis> rebase) {
        return there != null && there.valid()
                ? questionForStamps(target, captured, rebase)
                : questionForLater(target, captured, rebase);
    }

    /** What to ask the remote tier for one who has a valid entry and wants a later one. */
    public Question questionForLater(Target target, StampBasis captured, Consumer<StampBasis> rebase) {
        Wanted wanted = target.cache().policy().remote() ? Wanted.ENTRY : Wanted.STAMPS;
        return new Question(target, captured, ticker.read(), wanted, null, Freshness.FRESH, rebase);
    }

    /** What to ask the remote tier for its entry, fresh or stale, whatever the local tier has. */
    public Question questionForAny(Target target, StampBasis captured) {
        return new Question(target, captured, ticker.read(), Wanted.ENTRY, null, Freshness.FRESH_OR_STALE, basis -> {});
    }

    /** The stamps that are read must be all that the entry rests on, and it may carry more tags than were asked for. */
    private static boolean confirmable(LocalEntry entry, StampBasis captured, Freshness accepted, long now) {
        return entry.valid()
                && accepted.status(entry, now, CacheStatus.HIT_LOCAL) != null
                && captured.lineage().tags().containsAll(entry.lineage().tags());
    }

    /** The stamps of these are none of those that are read for a key. */
    private static boolean hasFoundTags(LocalEntry entry) {
        return entry.lineage().further() > 0;
    }

    /** The answer that the tiers give, if they do, counted; an entry of the remote tier is copied to the local one. */
    public @Nullable Answer answer(Question question, TierRead read) {
        return counted(question.target(), found(question, read));
    }

    /** The same for one who is no caller. */
    public @Nullable Answer found(Question question, TierRead read) {
        LocalEntry hit = read.hit();
        CacheStatus status =
                hit == null ? null : question.accepted().status(hit, ticker.read(), CacheStatus.HIT_REMOTE);
        Answer fresh = hit != null && status == CacheStatus.HIT_REMOTE ? copied(question.target(), hit, status) : null;
        Answer known = fresh != null ? fresh : confirmed(question, read);
        return known == null && hit != null && status == CacheStatus.STALE
                ? copied(question.target(), hit, status)
                : known;
    }

    private static @Nullable Answer copied(Target target, LocalEntry hit, CacheStatus status) {
        Answer answer = opened(target, hit, status);
        if (answer != null) {
            target.cache().local().put(target.key(), hit);
        }
        return answer;
    }

    private @Nullable Answer confirmed(Question question, TierRead read) {
        LocalEntry entry = question.unconfirmed();
        if (entry == null || !confirmed(question.target(), entry, read)) {
            return null;
        }
        CacheStatus status = question.accepted().status(entry, ticker.read(), CacheStatus.HIT_LOCAL);
        return status == null ? null : opened(question.target(), entry, status);
    }

    /**
     * Where the stamps could be read, an entry that is still valid under them answers; where they could not, one whose lease
     * has not run out does.
     */
    private boolean confirmed(Target target, LocalEntry entry, TierRead read) {
        if (!entry.valid()) {
            return false;
        }
        if (!read.remote()) {
            return entry.leased(ticker.read(), target.cache().maxUnconfirmed());
        }
        if (!read.basis().complete() || hasFoundTags(entry)) {
            return false;
        }
        entry.confirm(read.basis().epoch(), read.asOf());
        target.counters().confirmations.increment();
        return true;
    }

    /** The answer that an entry gives; {@code null} if its bytes cannot be read after all, or are those of a stale nothing. */
    private static @Nullable Answer opened(Target target, LocalEntry entry, CacheStatus status) {
        try {
            Object value = target.form().value(entry.content());
            return status == CacheStatus.STALE && Target.isNothing(value) ? null : new Answer(value, status, entry);
        } catch (UnreadableEntryException e) {
            target.counters().unreadable.increment();
            return null;
        }
    }

    private static @Nullable Answer counted(Target target, @Nullable Answer answer) {
        return answer == null ? null : count(target, answer);
    }

    /** Counts an answer by where it came from; a stale one that may still be renewed is counted once that is settled. */
    public static Answer count(Target target, Answer answer) {
        return answer.status() == CacheStatus.STALE && target.waitsForFresh() ? answer : settled(target, answer);
    }

    /** Counts an answer that nothing changes any more. */
    public static Answer settled(Target target, Answer answer) {
        CacheCounters counters = target.counters();
        switch (answer.status()) {
            case HIT_LOCAL -> counters.localHits.increment();
            case STALE -> counters.staleHits.increment();
            case HIT_REMOTE -> counters.remoteHits.increment();
            default -> counters.misses.increment();
        }
        return answer;
    }

    /**
     * The answer of a load that another call led, counted. Where bytes are kept, each call gets a copy of its own; {@code null}
     * where there are no bytes to copy.
     */
    public static @Nullable Answer joined(Target target, Answer answer) {
        Answer own = target.form().bytes() && answer.value() != null ? copied(target, answer) : answer;
        return own == null ? null : count(target, own);
    }

    private static @Nullable Answer copied(Target target, Answer answer) {
        LocalEntry entry = answer.entry();
        if (entry == null) {
            return null;
        }
        try {
            return new Answer(target.form().value(entry.content()), answer.status(), entry);
        } catch (UnreadableEntryException e) {
            target.counters().unreadable.increment();
            return null;
        }
    }
}
