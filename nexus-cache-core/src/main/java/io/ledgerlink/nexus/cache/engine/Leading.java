package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.codec.UnreadableEntryException;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.Deadline;
import org.jspecify.annotations.Nullable;

/** What one who leads a load does before and after it asks the source, and what one who joined makes of the answer. */
final class Leading {

    /** What the tiers said: an answer, or what a load will rest on. */
    sealed interface Found {

        record Answered(Answer answer) implements Found {}

        record Missing(Footing footing, boolean lagging, OwnTerms terms) implements Found {}
    }

    private final Tiers tiers;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final Failures failures;
    private final Ticker ticker;

    Leading(Tiers tiers, RemoteReader reader, Keeping keeping, Flights flights, Failures failures, Ticker ticker) {
        this.tiers = tiers;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.failures = failures;
        this.ticker = ticker;
    }

    /** Whether this call is none of the cache's business. */
    static boolean goesPast(Target target, FetchOptions options) {
        CachePolicy policy = target.policy();
        CacheKey key = target.key();
        boolean oversize = key.pageSize() > policy.maxPageSize();
        if (oversize && policy.oversize() == CachePolicy.Oversize.REFUSE) {
            throw new CacheKeyException("The page of " + key + " is larger than " + policy.maxPageSize()
                    + ", the most that is cached for query '"
                    + key.shape().query() + "' of cache '" + key.cache()
                    + "'. Ask for a smaller page, raise the cache's maxPageSize, or let large pages go past the"
                    + " cache");
        }
        return options.mode() == Mode.BYPASS || policy.ttl().isZero() || oversize;
    }

    /** Makes the answer of a call that went past the cache. */
    static Answer past(Target target, @Nullable Object loaded) {
        return new Answer(target.form().handOut(loaded), CacheStatus.BYPASS, null);
    }

    /**
     * Looks into both tiers, the local one once more: another call may have stored the key meanwhile. Where they have nothing
     * and the source is to be spared, throws what it threw last.
     */
    Found look(Target target, FetchOptions options, Accepted accepted, Flight flight, Deadline deadline) {
        boolean refresh = options.mode() == Mode.REFRESH;
        Answer local = refresh ? null : tiers.localAnswer(target, accepted);
        if (local != null) {
            return new Found.Answered(local);
        }
        Question question = refresh
                ? tiers.questionForRefresh(target, flight.basis(), flight::rebase)
                : tiers.question(target, flight.basis(), false, accepted, flight::rebase);
        Footing footing = reader.read(question, deadline);
        Answer found = refresh ? null : tiers.answer(question, footing);
        if (found != null) {
            return new Found.Answered(found);
        }
        Throwable last = refresh ? null : failures.standing(target);
        if (last != null) {
            throw Sneaky.<RuntimeException>rethrow(last);
        }
        return new Found.Missing(
                footing, keeping.lagging(target, footing.basis()), OwnTerms.of(target, footing, null, ticker.read()));
    }

    /** Remembers what the source threw, before anybody else may lead a load of the key, and lets other instances load it. */
    void failed(Target target, Found.Missing missing, Throwable failure) {
        failures.remember(target, missing.footing.basis(), failure);
        FleetLease lease = missing.footing.lease();
        if (lease != null) {
            lease.end(LoadEnding.FAILED);
        }
    }

    /** Keeps what the source said, under the stamps from before it was asked. */
    Answer loaded(Target target, FetchOptions options, Flight flight, Found.Missing missing, @Nullable Object loaded) {
        target.counters().misses.increment();
        failures.forget(target);
        Object value = target.form().handOut(loaded);
        Footing footing = missing.footing();
        Decided decided = missing.terms().decided(loaded);
        LocalEntry entry = Flights.overtaken(flight) || !options.keeps(value)
                ? Keeping.forWaiters(target, footing, value)
                : keeping.keep(target, footing, value, missing.lagging(), decided);
        return new Answer(value, CacheStatus.MISS, entry);
    }

    /** Whoever hears of the end of a load finds it out of the way when it calls again. */
    void landed(Flight flight, Answer answer) {
        flights.land(flight, answer);
    }

    /**
     * The answer of a load that somebody else led. Where bytes are kept, everyone gets a copy of its own; {@code null} where
     * there are no bytes to copy.
     */
    static @Nullable Answer joined(Target target, Answer answer) {
        Answer own = target.form().bytes() && answer.value() != null ? copied(target, answer) : answer;
        return own == null ? null : counted(target, own);
    }

    /** Counts an answer by where it came from; a stale one that may still be renewed is counted once that is settled. */
    static Answer counted(Target target, Answer answer) {
        return answer.status() == CacheStatus.STALE && target.waitsForFresh() ? answer : settled(target, answer);
    }

    /** Counts an answer that nothing changes any more. */
    static Answer settled(Target target, Answer answer) {
        CacheCounters counters = target.counters();
        switch (answer.status()) {
            case HIT_LOCAL -> counters.localHits.increment();
            case STALE -> counters.staleHits.increment();
            case HIT_REMOTE -> counters.remoteHits.increment();
            default -> counters.misses.increment();
        }
        return answer;
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
