package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.codec.UnreadableEntryException;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Wanted;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.Basis;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries in both tiers.
 *
 * <p>The local tier answers alone with an entry that is valid and confirmed, and fresh or as stale as is accepted. One that only lacks its confirmation is
 * asked for by its stamps, and no value travels.
 */
final class Tiers {

    private final Bus bus;
    private final Ticker ticker;

    Tiers(Bus bus, Ticker ticker) {
        this.bus = bus;
        this.ticker = ticker;
    }

    /** Whether an entry may answer without asking anybody, and nothing else is to be done for it. */
    boolean answersAlone(LocalEntry entry, NamedCache cache) {
        if (!entry.valid()) {
            return false;
        }
        long now = ticker.read();
        return entry.young(now) && entry.confirmed(now, bus.epoch(), cache.maxUnconfirmed());
    }

    /** The answer of a fresh entry that may give it without asking anybody, counted; or {@code null}. */
    @Nullable Answer localAnswer(Target target) {
        return localAnswer(target, Accepted.FRESH);
    }

    @Nullable Answer localAnswer(Target target, Accepted accepted) {
        return counted(target, localFound(target, accepted));
    }

    /** The same for one who is no caller. */
    @Nullable Answer localFound(Target target, Accepted accepted) {
        return found(target, accepted, target.local());
    }

    /** The answer of an entry that is known besides, counted, under the same conditions. */
    @Nullable Answer knownAnswer(Target target, Accepted accepted, LocalEntry entry) {
        return target.fits(entry) ? counted(target, found(target, accepted, entry)) : null;
    }

    private @Nullable Answer found(Target target, Accepted accepted, @Nullable LocalEntry entry) {
        if (entry == null || !entry.valid()) {
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
    Question question(Target target, Basis captured, boolean stampsOnly, Consumer<Basis> rebase) {
        return question(target, captured, stampsOnly, Accepted.FRESH, rebase);
    }

    /**
     * What to ask the remote tier: the entry, or the stamps where they are all that is wanted. Beside a stale entry, which may
     * have been loaded anew elsewhere, the entry is wanted.
     */
    Question question(Target target, Basis captured, boolean stampsOnly, Accepted accepted, Consumer<Basis> rebase) {
        long now = ticker.read();
        LocalEntry entry = stampsOnly ? null : target.local();
        LocalEntry unconfirmed = entry != null && confirmable(entry, captured, accepted, now) ? entry : null;
        boolean entryWanted = !stampsOnly
                && (unconfirmed == null || !unconfirmed.fresh(now) || hasFoundTags(unconfirmed))
                && target.cache().policy().remote();
        return new Question(
                target, captured, now, entryWanted ? Wanted.ENTRY : Wanted.STAMPS, unconfirmed, accepted, rebase);
    }

    /** What to ask the remote tier for one who loads anew whatever is there, and may find that it was not modified. */
    Question questionForRefresh(Target target, Basis captured, Consumer<Basis> rebase) {
        LocalEntry entry = target.local();
        return entry != null && entry.valid()
                ? question(target, captured, true, rebase)
                : questionForLater(target, captured, rebase);
    }

    /** What to ask the remote tier for one who has a valid entry and wants a later one. */
    Question questionForLater(Target target, Basis captured, Consumer<Basis> rebase) {
        Wanted wanted = target.cache().policy().remote() ? Wanted.ENTRY : Wanted.STAMPS;
        return new Question(target, captured, ticker.read(), wanted, null, Accepted.FRESH, rebase);
    }

    /** The stamps that are read must be all that the entry rests on, and it may carry more tags than were asked for. */
    private static boolean confirmable(LocalEntry entry, Basis captured, Accepted accepted, long now) {
        return entry.valid()
                && accepted.status(entry, now, CacheStatus.HIT_LOCAL) != null
                && captured.lineage().tags().containsAll(entry.lineage().tags());
    }

    /** The stamps of these are none of those that are read for a key. */
    private static boolean hasFoundTags(LocalEntry entry) {
        return entry.lineage().further() > 0;
    }

    /** The answer that the tiers give, if they do, counted; an entry of the remote tier is copied to the local one. */
    @Nullable Answer answer(Question question, Footing footing) {
        return counted(question.target(), found(question, footing));
    }

    /** The same for one who is no caller. */
    @Nullable Answer found(Question question, Footing footing) {
        LocalEntry hit = footing.hit();
        CacheStatus status =
                hit == null ? null : question.accepted().status(hit, ticker.read(), CacheStatus.HIT_REMOTE);
        Answer fresh = hit != null && status == CacheStatus.HIT_REMOTE ? copied(question.target(), hit, status) : null;
        Answer known = fresh != null ? fresh : confirmed(question, footing);
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

    private @Nullable Answer confirmed(Question question, Footing footing) {
        LocalEntry entry = question.unconfirmed();
        if (entry == null || !confirmed(question.target(), entry, footing)) {
            return null;
        }
        CacheStatus status = question.accepted().status(entry, ticker.read(), CacheStatus.HIT_LOCAL);
        return status == null ? null : opened(question.target(), entry, status);
    }

    /**
     * Where the stamps could be read, an entry that is still valid under them answers; where they could not, one whose lease
     * has not run out does.
     */
    private boolean confirmed(Target target, LocalEntry entry, Footing footing) {
        if (!entry.valid()) {
            return false;
        }
        if (!footing.remote()) {
            return entry.leased(ticker.read(), target.cache().maxUnconfirmed());
        }
        if (!footing.basis().complete() || hasFoundTags(entry)) {
            return false;
        }
        entry.confirm(footing.basis().epoch(), footing.asOf());
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
        return answer == null ? null : Leading.counted(target, answer);
    }
}
