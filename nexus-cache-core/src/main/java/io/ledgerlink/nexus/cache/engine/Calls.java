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
import io.ledgerlink.nexus.cache.engine.RemoteReader.Wanted;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call.
 *
 * <p>A valid, fresh, confirmed entry of the local tier answers at once. Else the call joins the load that is under way, or
 * leads one: it looks into the local tier once more, asks the remote tier for entry and stamps (for the stamps alone, where
 * a local entry only needs to be confirmed), asks the source, and stores what it says under the stamps from before.
 */
final class Calls {

    /** What one call asks. */
    record Call(
            NamedCache cache,
            CacheKey key,
            Supplier<? extends Collection<String>> tags,
            ValueForm form,
            Loader<?, ?> loader,
            FetchOptions options) {}

    private final Scopes scopes;
    private final Bus bus;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Ticker ticker;

    Calls(
            Scopes scopes,
            Bus bus,
            RemoteReader reader,
            Keeping keeping,
            Flights flights,
            LoadsOfThread loads,
            Ticker ticker) {
        this.scopes = scopes;
        this.bus = bus;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.loads = loads;
        this.ticker = ticker;
    }

    /** An entry that may answer without asking anybody, or {@code null}. */
    @Nullable LocalEntry localHit(NamedCache cache, CacheKey key, ValueForm form) {
        LocalEntry entry = cache.local().get(key);
        if (entry == null || !entry.isOf(form) || !entry.valid()) {
            return null;
        }
        long now = ticker.read();
        return entry.fresh(now) && entry.confirmed(now, bus.epoch(), cache.maxUnconfirmed()) ? entry : null;
    }

    Answer answer(Call call) throws Exception {
        if (goesPast(call)) {
            call.cache.counters().bypasses.increment();
            return new Answer(call.form.handOut(ask(call)), CacheStatus.BYPASS, null);
        }
        if (call.options.mode() == Mode.CACHED) {
            Answer hit = localAnswer(call);
            if (hit != null) {
                return hit;
            }
        }
        loads.refuseOwn(call.key);
        Lineage lineage = scopes.lineage(call.key, call.tags.get());
        while (true) {
            Deadline deadline = reader.begin();
            reader.learnWide(call.cache, lineage.all(), lineage.cache(), deadline);
            Epoch epoch = bus.epoch();
            Flight own = new Flight(call.key, call.form, Basis.capture(lineage, epoch));
            Flight shared = own;
            if (call.options.mode() == Mode.REFRESH) {
                flights.lead(own);
            } else {
                shared = flights.joinOrLead(own, epoch);
            }
            if (shared == own) {
                return lead(call, own, deadline);
            }
            Outcome outcome = flights.await(shared, call.options.waitAtMost());
            if (outcome == null) {
                return lead(call, own, deadline);
            }
            if (outcome instanceof Outcome.Answered answered) {
                Answer joined = joined(call, answered.answer());
                return joined != null ? joined : lead(call, own, reader.begin());
            }
            if (outcome instanceof Outcome.Failed failed) {
                throw Sneaky.rethrow(failed.failure());
            }
        }
    }

    /** Whether this call is none of the cache's business. */
    boolean goesPast(NamedCache cache, CacheKey key, FetchOptions options) {
        boolean oversize = key.pageSize() > cache.policy().maxPageSize();
        if (oversize && cache.policy().oversize() == CachePolicy.Oversize.REFUSE) {
            throw new CacheKeyException(
                    "The page of " + key + " is larger than "
                            + cache.policy().maxPageSize() + ", the most that cache '" + cache.name()
                            + "' allows. Ask for a smaller page, raise the cache's maxPageSize, or let large pages go past the cache");
        }
        return options.mode() == Mode.BYPASS || cache.off() || oversize;
    }

    private boolean goesPast(Call call) {
        return goesPast(call.cache, call.key, call.options);
    }

    private @Nullable Answer localAnswer(Call call) {
        LocalEntry entry = localHit(call.cache, call.key, call.form);
        return entry == null ? null : opened(call, entry, CacheStatus.HIT_LOCAL);
    }

    private @Nullable Answer opened(Call call, LocalEntry entry, CacheStatus status) {
        return opened(call.cache, call.form, entry, status);
    }

    /** The answer that an entry gives, counted as a hit; {@code null} if its bytes cannot be read after all. */
    @Nullable Answer opened(NamedCache cache, ValueForm form, LocalEntry entry, CacheStatus status) {
        try {
            Answer answer = new Answer(form.value(entry.content()), status, entry);
            (status == CacheStatus.HIT_LOCAL ? cache.counters().localHits : cache.counters().remoteHits).increment();
            return answer;
        } catch (UnreadableEntryException e) {
            cache.counters().unreadable.increment();
            return null;
        }
    }

    /**
     * The answer of a load that somebody else led. Where bytes are kept, everyone gets a copy of its own; {@code null} where
     * there are no bytes to copy.
     */
    private @Nullable Answer joined(Call call, Answer answer) {
        Answer own = answer;
        if (call.form.bytes() && answer.value() != null) {
            own = copied(call, answer);
            if (own == null) {
                return null;
            }
        }
        CacheCounters counters = call.cache.counters();
        switch (answer.status()) {
            case HIT_LOCAL -> counters.localHits.increment();
            case HIT_REMOTE -> counters.remoteHits.increment();
            default -> counters.misses.increment();
        }
        return own;
    }

    private static @Nullable Answer copied(Call call, Answer answer) {
        LocalEntry entry = answer.entry();
        if (entry == null) {
            return null;
        }
        try {
            return new Answer(call.form.value(entry.content()), answer.status(), entry);
        } catch (UnreadableEntryException e) {
            call.cache.counters().unreadable.increment();
            return null;
        }
    }

    /** Whoever hears of the end of a load finds it out of the way when it calls again. */
    private Answer lead(Call call, Flight flight, Deadline deadline) throws Exception {
        try {
            Answer answer = call.options.mode() == Mode.REFRESH ? null : localAnswer(call);
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
        LocalEntry unconfirmed = refresh ? null : unconfirmed(call);
        Wanted wanted = refresh || unconfirmed != null || !call.cache.policy().remote() ? Wanted.STAMPS : Wanted.ENTRY;
        long asOf = ticker.read();
        Footing footing = reader.read(
                new Question(call.cache, call.key, call.form, flight.basis(), asOf, wanted, flight::rebase), deadline);
        if (unconfirmed != null) {
            Answer confirmed = confirmed(call, unconfirmed, footing, asOf);
            if (confirmed != null) {
                return confirmed;
            }
        }
        LocalEntry hit = footing.hit();
        if (hit != null) {
            Answer answer = opened(call, hit, CacheStatus.HIT_REMOTE);
            if (answer != null) {
                call.cache.local().put(call.key, hit);
                return answer;
            }
        }
        return fromSource(call, footing);
    }

    /** A local entry that lacks nothing but a confirmation. */
    private @Nullable LocalEntry unconfirmed(Call call) {
        LocalEntry entry = call.cache.local().get(call.key);
        return entry != null && entry.isOf(call.form) && entry.valid() && entry.fresh(ticker.read()) ? entry : null;
    }

    /**
     * Where the stamps could be read, an entry that is still valid under them answers; where they could not, one whose lease
     * has not run out does.
     */
    private @Nullable Answer confirmed(Call call, LocalEntry entry, Footing footing, long asOf) {
        boolean answers;
        if (footing.remote()) {
            answers = entry.valid() && footing.basis().complete();
            if (answers) {
                entry.confirm(footing.basis().epoch(), asOf);
                call.cache.counters().confirmations.increment();
            }
        } else {
            answers = entry.valid() && entry.leased(ticker.read(), call.cache.maxUnconfirmed());
        }
        return answers ? opened(call, entry, CacheStatus.HIT_LOCAL) : null;
    }

    private Answer fromSource(Call call, Footing footing) throws Exception {
        boolean lagging = keeping.lagging(call.cache, footing.basis());
        Object loaded = ask(call);
        call.cache.counters().misses.increment();
        Object value = call.form.handOut(loaded);
        LocalEntry entry = keeping.keep(call.cache, call.key, call.form, footing, value, lagging);
        return new Answer(value, CacheStatus.MISS, entry);
    }

    private @Nullable Object ask(Call call) throws Exception {
        call.cache.counters().loads.increment();
        try (LoadsOfThread.Frame frame = loads.enter(List.of(call.key))) {
            return call.loader.load();
        } catch (Throwable failure) {
            call.cache.counters().loadFailures.increment();
            throw failure;
        }
    }
}
