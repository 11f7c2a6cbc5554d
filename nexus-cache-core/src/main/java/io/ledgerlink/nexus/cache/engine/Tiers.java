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
 * <p>The local tier answers alone with an entry that is valid, fresh and confirmed. One that only lacks its confirmation is
 * asked for by its stamps, and no value travels.
 */
final class Tiers {

    private final Bus bus;
    private final Ticker ticker;

    Tiers(Bus bus, Ticker ticker) {
        this.bus = bus;
        this.ticker = ticker;
    }

    /** An entry that may answer without asking anybody, or {@code null}. */
    private @Nullable LocalEntry localHit(Target target) {
        LocalEntry entry = target.local();
        return entry != null && answersAlone(entry, target.cache()) ? entry : null;
    }

    boolean answersAlone(LocalEntry entry, NamedCache cache) {
        if (!entry.valid()) {
            return false;
        }
        long now = ticker.read();
        return entry.fresh(now) && entry.confirmed(now, bus.epoch(), cache.maxUnconfirmed());
    }

    @Nullable Answer localAnswer(Target target) {
        LocalEntry entry = localHit(target);
        return entry == null ? null : opened(target, entry, CacheStatus.HIT_LOCAL);
    }

    /** What to ask the remote tier: the entry, or the stamps where they are all that is wanted. */
    Question question(Target target, Basis captured, boolean stampsOnly, Consumer<Basis> rebase) {
        LocalEntry entry = stampsOnly ? null : target.local();
        LocalEntry unconfirmed = entry != null && confirmable(entry, captured) ? entry : null;
        boolean entryWanted =
                !stampsOnly && unconfirmed == null && target.cache().policy().remote();
        return new Question(
                target, captured, ticker.read(), entryWanted ? Wanted.ENTRY : Wanted.STAMPS, unconfirmed, rebase);
    }

    /** The stamps that are read must be all that the entry rests on, and it may carry more tags than were asked for. */
    private boolean confirmable(LocalEntry entry, Basis captured) {
        return entry.valid()
                && entry.fresh(ticker.read())
                && captured.lineage().tags().containsAll(entry.lineage().tags());
    }

    /** The answer that the tiers give, if they do; an entry of the remote tier is copied to the local one. */
    @Nullable Answer answer(Question question, Footing footing) {
        Target target = question.target();
        LocalEntry unconfirmed = question.unconfirmed();
        if (unconfirmed != null && confirmed(target, unconfirmed, footing)) {
            return opened(target, unconfirmed, CacheStatus.HIT_LOCAL);
        }
        LocalEntry hit = footing.hit();
        Answer answer = hit == null ? null : opened(target, hit, CacheStatus.HIT_REMOTE);
        if (hit != null && answer != null) {
            target.cache().local().put(target.key(), hit);
        }
        return answer;
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
        if (!footing.basis().complete()) {
            return false;
        }
        entry.confirm(footing.basis().epoch(), footing.asOf());
        target.counters().confirmations.increment();
        return true;
    }

    /** The answer that an entry gives, counted as a hit; {@code null} if its bytes cannot be read after all. */
    private static @Nullable Answer opened(Target target, LocalEntry entry, CacheStatus status) {
        try {
            Answer answer = new Answer(target.form().value(entry.content()), status, entry);
            (status == CacheStatus.HIT_LOCAL ? target.counters().localHits : target.counters().remoteHits).increment();
            return answer;
        } catch (UnreadableEntryException e) {
            target.counters().unreadable.increment();
            return null;
        }
    }
}
