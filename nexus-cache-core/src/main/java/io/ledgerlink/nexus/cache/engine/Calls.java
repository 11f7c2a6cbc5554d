package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.codec.UnreadableEntryException;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call.
 *
 * <p>A valid, fresh, confirmed entry of the local tier answers at once. Else the call joins the load that is under way, or
 * leads one: it looks into the local tier once more, asks the remote tier for entry and stamps (for the stamps alone, where
 * a local entry only needs to be confirmed), asks the source, and stores what it says under the stamps from before.
 *
 * <p>Inside a transaction that may see its own rows a call goes this way alone and stores nothing; what the transaction itself
 * has evicted or put is asked of the source.
 */
final class Calls {

    /** What one call asks, and the source behind it. */
    record Call(Target target, Loader<?, ?> loader, FetchOptions options) {}

    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Ticker ticker;
    private final InTransaction transaction;

    Calls(
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            RemoteReader reader,
            Keeping keeping,
            Flights flights,
            LoadsOfThread loads,
            Ticker ticker,
            InTransaction transaction) {
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.loads = loads;
        this.ticker = ticker;
        this.transaction = transaction;
    }

    Answer answer(Call call) throws Exception {
        Target target = call.target;
        if (goesPast(target, call.options)) {
            target.counters().bypasses.increment();
            return new Answer(target.form().handOut(ask(call)), CacheStatus.BYPASS, null);
        }
        if (transaction.covers(target)) {
            loads.refuseOwn(target.key());
            target.counters().bypasses.increment();
            return new Answer(target.form().handOut(ask(call)), CacheStatus.BYPASS, null);
        }
        if (call.options.mode() != Mode.REFRESH) {
            Answer hit = tiers.localAnswer(target);
            if (hit != null) {
                return hit;
            }
        }
        loads.refuseOwn(target.key());
        Lineage lineage = scopes.lineage(target.key(), target.tags().get());
        Deadline deadline = reader.begin();
        reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
        if (transaction.loadsAlone(target, call.options)) {
            return alone(call, Basis.capture(lineage, bus.epoch()), deadline);
        }
        Flights.Patience patience = Flights.Patience.until(call.options.waitAtMost());
        for (Deadline remaining = deadline; ; remaining = reader.begin()) {
            Epoch epoch = bus.epoch();
            Flight own = new Flight(target.key(), target.form(), Basis.capture(lineage, epoch));
            Flight shared = call.options.mode() == Mode.REFRESH ? flights.lead(own) : flights.joinOrLead(own, epoch);
            if (shared == own) {
                return lead(call, own, remaining);
            }
            Outcome outcome = flights.await(shared, patience);
            if (outcome == null) {
                return lead(call, own, remaining);
            }
            if (outcome instanceof Outcome.Answered answered) {
                Answer joined = joined(target, answered.answer());
                return joined != null ? joined : lead(call, own, reader.begin());
            }
            if (outcome instanceof Outcome.Failed failed) {
                throw Sneaky.rethrow(failed.failure());
            }
        }
    }

    /** Waits for nobody, and nobody waits for it: a transaction may hold what another load waits for. */
    private Answer alone(Call call, Basis captured, Deadline deadline) throws Exception {
        Target target = call.target;
        if (call.options.mode() != Mode.REFRESH) {
            Question question = tiers.question(target, captured, false, basis -> {});
            Answer found = tiers.answer(question, reader.read(question, deadline));
            if (found != null) {
                return found;
            }
        }
        Object loaded = ask(call);
        target.counters().misses.increment();
        transaction.loadedAlone(target);
        return new Answer(target.form().handOut(loaded), CacheStatus.MISS, null);
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

    /**
     * The answer of a load that somebody else led. Where bytes are kept, everyone gets a copy of its own; {@code null} where
     * there are no bytes to copy.
     */
    private static @Nullable Answer joined(Target target, Answer answer) {
        Answer own = target.form().bytes() && answer.value() != null ? copied(target, answer) : answer;
        if (own == null) {
            return null;
        }
        CacheCounters counters = target.counters();
        switch (answer.status()) {
            case HIT_LOCAL -> counters.localHits.increment();
            case HIT_REMOTE -> counters.remoteHits.increment();
            default -> counters.misses.increment();
        }
        return own;
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

    /** Whoever hears of the end of a load finds it out of the way when it calls again. */
    private Answer lead(Call call, Flight flight, Deadline deadline) throws Exception {
        try {
            Answer answer = call.options.mode() == Mode.REFRESH ? null : tiers.localAnswer(call.target);
            if (answer == null) {
                answer = beyondLocal(call, flight, deadline);
            }
            flights.remove(flight);
            flight.complete(answer);
            return answer;
        } catch (Throwable failure) {
            flights.remove(flight);
            flight.fail(failure);
            throw failure;
        }
    }

    private Answer beyondLocal(Call call, Flight flight, Deadline deadline) throws Exception {
        boolean refresh = call.options.mode() == Mode.REFRESH;
        Question question = tiers.question(call.target, flight.basis(), refresh, flight::rebase);
        Footing footing = reader.read(question, deadline);
        Answer found = tiers.answer(question, footing);
        return found != null ? found : fromSource(call, flight, footing);
    }

    private Answer fromSource(Call call, Flight flight, Footing footing) throws Exception {
        Target target = call.target;
        boolean lagging = keeping.lagging(target, footing.basis());
        Object loaded = ask(call);
        target.counters().misses.increment();
        Object value = target.form().handOut(loaded);
        LocalEntry entry = flights.overtaken(flight) || !call.options.keeps(value)
                ? Keeping.forWaiters(target, footing, value)
                : keeping.keep(target, footing, value, lagging);
        return new Answer(value, CacheStatus.MISS, entry);
    }

    private @Nullable Object ask(Call call) throws Exception {
        CacheCounters counters = call.target.counters();
        counters.loads.increment();
        long began = ticker.read();
        try (LoadsOfThread.Frame frame = loads.enter(List.of(call.target.key()))) {
            Object loaded = call.loader.load();
            counters.loaded(ticker.read() - began, false);
            return loaded;
        } catch (Throwable failure) {
            counters.loadFailures.increment();
            counters.loaded(ticker.read() - began, true);
            throw failure;
        }
    }
}
