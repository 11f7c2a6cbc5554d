package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.engine.Leading.Found;
import io.ledgerlink.nexus.cache.engine.LoadsOfThread.Load;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.engine.Target.Said;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call.
 *
 * <p>A valid, confirmed entry of the local tier answers at once while it is fresh, and while it is stale too: then, and near the end
 * of its freshness where the policy says so, a refresh begins in the background. Else the call joins the load that is under way, or
 * leads one: it looks into the local tier once more, asks the remote tier for entry and stamps (for the stamps alone, where
 * a local entry only needs to be confirmed), asks the source, and stores what it says under the stamps from before.
 * Where one instance loads for all it asks for the right to load first, and waits where another has that.
 *
 * <p>Inside a transaction that may see its own rows a call goes this way alone and stores nothing; what the transaction itself
 * has evicted or put is asked of the source.
 */
final class Calls {

    /** What one call asks, and the source behind it. */
    record Call(Target target, Loader<?, ?> loader, FetchOptions options, Accepted accepted) {

        Call(Target target, Loader<?, ?> loader, FetchOptions options) {
            this(target, loader, options, Accepted.FRESH_OR_STALE);
        }

        private Call accepting(Accepted other) {
            return other == accepted ? this : new Call(target, loader, options, other);
        }
    }

    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteReader reader;
    private final Leading leading;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Ticker ticker;
    private final InTransaction transaction;
    private final Refreshes refreshes;
    private final LoadThreads threads;
    private final Fleet fleet;

    Calls(
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            RemoteReader reader,
            Leading leading,
            Flights flights,
            LoadsOfThread loads,
            Ticker ticker,
            InTransaction transaction,
            Refreshes refreshes,
            LoadThreads threads,
            Fleet fleet) {
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.reader = reader;
        this.leading = leading;
        this.flights = flights;
        this.loads = loads;
        this.ticker = ticker;
        this.transaction = transaction;
        this.refreshes = refreshes;
        this.threads = threads;
        this.fleet = fleet;
    }

    Answer answer(Call asked) throws Exception {
        Target target = asked.target;
        if (Leading.goesPast(target, asked.options)) {
            return past(asked);
        }
        if (transaction.covers(target)) {
            loads.refuseOwn(target.key());
            return past(asked);
        }
        Call call = asked.accepting(refreshes.accepted(target, asked.options, asked.accepted));
        if (call.options.mode() != Mode.REFRESH) {
            Answer hit = tiers.localAnswer(target, call.accepted);
            if (hit != null) {
                return settled(hit, call);
            }
            Answer stale = refreshes.meanwhile(target, call.accepted);
            if (stale != null) {
                return afterWait(stale, call, null);
            }
        }
        loads.refuseOwn(target.key());
        return beyondLocal(call, reader.begin());
    }

    /** Waits for a fresh answer as long as the policy wants; an entry that was evicted meanwhile answers nobody. */
    private Answer afterWait(Answer answer, Call call, @Nullable Renewal own) throws Exception {
        Answer settled = refreshes.settled(answer, call.target, call.options, own);
        return settled != null ? settled : beyondLocal(call, reader.begin());
    }

    /** What the local tier did not answer, within the deadline of whoever asks. */
    Answer beyondLocal(Call call, Deadline deadline) throws Exception {
        Target target = call.target;
        Lineage lineage = target.lineage(scopes);
        reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
        if (transaction.loadsAlone(target, call.options)) {
            return alone(call, Basis.capture(lineage, bus.epoch()), deadline);
        }
        Flights.Patience patience = flights.patience(call.options, target.policy());
        while (true) {
            Epoch epoch = bus.epoch();
            Flight own = new Flight(target.key(), target.form(), Basis.capture(lineage, epoch));
            Flight shared = call.options.mode() == Mode.REFRESH ? flights.lead(own) : flights.joinOrLead(own, epoch);
            if (shared == own) {
                return lead(call, own, deadline, patience);
            }
            Outcome outcome = threads.mustNotWaitFor(shared)
                    ? null
                    : flights.await(shared, loads.flights(LoadTrail.current()), patience);
            if (outcome == null) {
                return lead(call, own, deadline, patience);
            }
            if (outcome instanceof Outcome.Answered answered) {
                Answer joined = joined(call, answered.answer());
                return joined != null ? afterWait(joined, call, null) : lead(call, own, deadline, patience);
            }
            if (outcome instanceof Outcome.Failed failed) {
                throw Sneaky.rethrow(failed.failure());
            }
        }
    }

    /** What is too old for this call is loaded once more. */
    private static @Nullable Answer joined(Call call, Answer answer) {
        return call.accepted.refuses(answer) ? null : Leading.joined(call.target, answer);
    }

    /** Has what a stale entry answers loaded anew, and waits for that as long as the policy wants. */
    private Answer settled(Answer answer, Call call) throws Exception {
        Renewal own = refreshes.after(answer, call.target, call.options, new LoadThreads.Blocking<>(call.loader));
        return afterWait(answer, call, own);
    }

    /** Asks the source at once, for this call alone. */
    private Answer past(Call call) throws Exception {
        call.target.counters().bypasses.increment();
        return Leading.past(call.target, askAlone(call));
    }

    /** Waits for nobody, and nobody waits for it: a transaction may hold what another load waits for. */
    private Answer alone(Call call, Basis captured, Deadline deadline) throws Exception {
        Target target = call.target;
        if (call.options.mode() != Mode.REFRESH) {
            Question question = tiers.question(target, captured, false, call.accepted, basis -> {});
            Answer found = tiers.answer(question, reader.read(question, deadline));
            if (found != null) {
                return Refreshes.atOnce(found, target);
            }
        }
        return transaction.loadedAlone(target, askAlone(call));
    }

    private @Nullable Object askAlone(Call call) throws Exception {
        Load load = loads.load(List.of(call.target.key()), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            return ask(call, () -> LoadContext.past(call.loader));
        } finally {
            load.end();
        }
    }

    private Answer lead(Call call, Flight flight, Deadline deadline, Flights.Patience patience) throws Exception {
        Leader leader = new Leader(call, flight);
        Found found = leader.found(deadline, patience);
        Answer answer =
                found instanceof Found.Missing missing && patience.forOwn().ends() && !loadsItself()
                        ? leader.elsewhere(missing, patience.forOwn())
                        : leader.land(() -> answer(call, flight, found));
        return settled(answer, call);
    }

    private boolean loadsItself() {
        return threads.loadsItself() || transaction.active();
    }

    /** One who leads a load, until it has landed. */
    private final class Leader {

        private final Call call;
        private final Flight flight;
        private final Load load;

        /** Whether others may wait for a load that waits for this one. */
        private final boolean inner;

        private Leader(Call call, Flight flight) {
            this.call = call;
            this.flight = flight;
            this.inner = !loads.flights(LoadTrail.current()).isEmpty();
            this.load = loads.load(List.of(call.target.key()), List.of(flight));
        }

        /** What the tiers have; where one instance loads for all, the other instance's entry, or the right to load. */
        private Found found(Deadline deadline, Flights.Patience patience) {
            try (LoadTrail.Scope scope = load.enter()) {
                Found found = leading.look(call.target, call.options, call.accepted, flight, deadline);
                return found instanceof Found.Missing missing
                                && fleet.concerns(call.target, call.options, missing.footing(), missing.lagging())
                        ? turn().take(missing, deadline, patience)
                        : found;
            } catch (FleetTurn.GivenUp late) {
                load.end();
                flights.remove(flight);
                flight.abandon();
                throw late.reason();
            } catch (Throwable failure) {
                fail(failure);
                throw failure;
            }
        }

        private FleetTurn turn() {
            return new FleetTurn(fleet, leading, call.target, call.options, call.accepted, flight, !inner);
        }

        private Answer land(Callable<Answer> answer) throws Exception {
            try (LoadTrail.Scope scope = load.enter()) {
                Answer found = answer.call();
                leading.landed(flight, found);
                load.end();
                return found;
            } catch (Throwable failure) {
                fail(failure);
                throw failure;
            }
        }

        private void fail(Throwable failure) {
            load.end();
            flights.remove(flight);
            flight.fail(failure);
        }

        private Answer elsewhere(Found.Missing missing, Flights.Patience patience) throws Exception {
            LoadThreads.Rest rest = new LoadThreads.Rest() {
                @Override
                public Answer load() throws Exception {
                    return land(() -> answer(call, flight, missing));
                }

                @Override
                public Answer refuse(Throwable reason) throws Exception {
                    return land(() -> {
                        throw Sneaky.<RuntimeException>rethrow(reason);
                    });
                }

                @Override
                public void gaveUp(NexusCacheException late) {
                    leading.failed(call.target, missing, late);
                }
            };
            return threads.await(flight, rest, patience);
        }
    }

    private Answer answer(Call call, Flight flight, Found found) throws Exception {
        if (found instanceof Found.Missing missing) {
            Answer loaded = leading.loaded(call.target, call.options, flight, missing, askForAll(call, missing));
            fleet.awaitStored(missing.footing());
            return loaded;
        }
        return ((Found.Answered) found).answer();
    }

    /** An interrupt is the leader's own affair, and may have got out as anything. */
    private @Nullable Object askForAll(Call call, Found.Missing missing) throws Exception {
        try {
            return ask(call, () -> {
                try (LoadTrail.Scope scope = missing.terms().enter()) {
                    return call.loader.load();
                }
            });
        } catch (Throwable failure) {
            if (!Thread.currentThread().isInterrupted()) {
                leading.failed(call.target, missing, failure);
            }
            throw failure;
        }
    }

    private @Nullable Object ask(Call call, Loader<?, Exception> loader) throws Exception {
        CacheCounters counters = call.target.counters();
        counters.loads.increment();
        long began = ticker.read();
        try {
            Object loaded = loader.load();
            counters.loaded(ticker.read() - began, false);
            return loaded;
        } catch (Throwable failure) {
            Said said = call.target.said(failure);
            counters.loaded(ticker.read() - began, said == null);
            if (said != null) {
                return said.value();
            }
            counters.loadFailures.increment();
            throw failure;
        }
    }
}
