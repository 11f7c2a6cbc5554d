package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.LoadDecision;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks for entries without asking a source for them, and gives tickets to callers who ask a source themselves. */
public final class Lookups {

    private final Tiers tiers;
    private final InTransaction transaction;

    public Lookups(Tiers tiers, InTransaction transaction) {
        this.tiers = tiers;
        this.transaction = transaction;
    }

    @Nullable Answer ifPresent(Target target) {
        if (target.bypassedBy(FetchOptions.cached()) || transaction.covers(target)) {
            return null;
        }
        Answer local = tiers.localAnswer(target);
        if (local != null) {
            return local;
        }
        Deadline deadline = tiers.begin();
        Question question = tiers.question(target, tiers.capture(target, deadline));
        return tiers.answer(question, tiers.read(question, deadline));
    }

    /** What can be said without asking the remote tier; {@code null} if nothing can. */
    <T> @Nullable Lookup<T> lookupHere(Target target, Function<Answer, Lookup<T>> found) {
        if (target.bypassedBy(FetchOptions.cached()) || transaction.covers(target)) {
            target.counters().bypasses.increment();
            return new Lookup.Absent<>(value -> false);
        }
        Answer local = tiers.localAnswer(target);
        return local == null ? null : found.apply(local);
    }

    /**
     * Asks the remote tier, on whatever thread; what was read in vain is what a load that begins now rests on.
     *
     * @param alone whether the load is the caller's alone, as {@link #loadsAlone} said on the caller's thread
     */
    <T> Lookup<T> lookupThere(Target target, boolean alone, Function<Answer, Lookup<T>> found) {
        Deadline deadline = tiers.begin();
        Question question = tiers.question(target, tiers.capture(target, deadline));
        TierRead read = tiers.read(question, deadline);
        Answer answer = tiers.answer(question, read);
        if (answer != null) {
            return found.apply(answer);
        }
        target.counters().misses.increment();
        return new Lookup.Absent<>(ticket(target, read, alone));
    }

    LoadTicket begin(Target target) {
        return ticket(target, tiers.readStamps(target, tiers.begin()), loadsAlone(target));
    }

    private LoadTicket ticket(Target target, TierRead read, boolean alone) {
        boolean lagging = tiers.lagging(target, read.basis());
        AtomicBoolean stored = new AtomicBoolean();
        return value -> {
            if (!stored.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "The ticket for " + target.key() + " was stored before: begin a new one for another value");
            }
            if (alone || loadsAlone(target)) {
                transaction.loadedAlone(target);
                return false;
            }
            if (target.bypassedBy(FetchOptions.cached()) || !read.basis().stands()) {
                return false;
            }
            LocalEntry kept =
                    tiers.keep(target, read, target.form().handOut(value), lagging, LoadDecision.NOTHING, null);
            return kept != null && kept.fresh(tiers.now());
        };
    }

    /** Whether what the current thread reads from the source may be of its own transaction. */
    boolean loadsAlone(Target target) {
        return transaction.covers(target) || transaction.loadsAlone(target, FetchOptions.cached());
    }
}
