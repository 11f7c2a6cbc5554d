package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.LoadNews.News;
import io.ledgerlink.nexus.cache.carry.Carrier;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import io.ledgerlink.nexus.cache.engine.FleetTurn.Step;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.engine.Leading.Found;
import io.ledgerlink.nexus.cache.engine.LoadsOfThread.Load;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call that holds no thread while it waits.
 *
 * <p>It makes the stops of {@link Calls} in the same order, and shares loads with it. Past the local tier it goes on on the
 * cache's own threads, where the remote tier is read and the source started; whoever completes the source's stage stores its
 * value and answers all who share the load. Where the cache's threads have no room, the call goes past the cache. Inside a
 * transaction that may see its own rows the source is started by the caller's thread, for that call alone.
 */
final class AsyncCalls {

    /** What one call asks, and the source behind it. */
    record AsyncCall(Target target, AsyncLoader<?> source, FetchOptions options) {}

    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteReader reader;
    private final Leading leading;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Sources sources;
    private final InTransaction transaction;
    private final Refreshes refreshes;
    private final AsyncThreads threads;
    private final LoadThreads loading;
    private final Carrier carrier;
    private final Fleet fleet;

    AsyncCalls(
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            RemoteReader reader,
            Leading leading,
            Flights flights,
            LoadsOfThread loads,
            Sources sources,
            InTransaction transaction,
            Refreshes refreshes,
            AsyncThreads threads,
            LoadThreads loading,
            Carrier carrier,
            Fleet fleet) {
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.reader = reader;
        this.leading = leading;
        this.flights = flights;
        this.loads = loads;
        this.sources = sources;
        this.transaction = transaction;
        this.refreshes = refreshes;
        this.threads = threads;
        this.loading = loading;
        this.carrier = carrier;
        this.fleet = fleet;
    }

    CompletableFuture<Answer> answer(AsyncCall call) {
        Target target = call.target;
        if (Leading.goesPast(target, call.options)) {
            return past(call, new CompletableFuture<>());
        }
        if (transaction.covers(target)) {
            loads.refuseOwn(target.key());
            return past(call, new CompletableFuture<>());
        }
        Accepted accepted = refreshes.accepted(target, call.options, Accepted.FRESH_OR_STALE);
        if (call.options.mode() != Mode.REFRESH) {
            Answer hit = tiers.localAnswer(target, accepted);
            if (hit != null) {
                return settled(hit, call, accepted, refreshes.after(hit, target, call.options, call.source));
            }
            Answer stale = refreshes.meanwhile(target, accepted);
            if (stale != null) {
                return settled(stale, call, accepted, null);
            }
        }
        loads.refuseOwn(target.key());
        if (transaction.loadsAlone(target, call.options)) {
            return askAlone(call, new CompletableFuture<>(), loaded -> transaction.loadedAlone(target, loaded));
        }
        Way way = new Way(call, accepted, target.lineage(scopes));
        way.start();
        return way.answer;
    }

    /** Waits for a fresh answer as long as the policy wants; an entry that was evicted meanwhile answers nobody. */
    private CompletableFuture<Answer> settled(Answer answer, AsyncCall call, Accepted accepted, @Nullable Renewal own) {
        if (!Refreshes.waits(answer, call.target)) {
            return CompletableFuture.completedFuture(Refreshes.atOnce(answer, call.target));
        }
        Way way = new Way(call, accepted, call.target.lineage(scopes));
        way.settle(answer, own);
        return way.answer;
    }

    private CompletableFuture<Answer> past(AsyncCall call, CompletableFuture<Answer> answer) {
        call.target.counters().bypasses.increment();
        return askAlone(call, answer, loaded -> Leading.past(call.target, loaded));
    }

    /** Starts the source on the thread that calls, where the caller's transaction is if it has one. */
    private CompletableFuture<Answer> askAlone(
            AsyncCall call, CompletableFuture<Answer> answer, Function<@Nullable Object, Answer> made) {
        Load load = loads.load(List.of(call.target.key()), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            sources.start(call.target, call.source, null, (loaded, failure) -> {
                load.end();
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    completeWith(answer, () -> made.apply(loaded));
                }
            });
        }
        return answer;
    }

    private static void completeWith(CompletableFuture<Answer> answer, Supplier<Answer> made) {
        try {
            answer.complete(made.get());
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** One call past the local tier: what it took along, and the answer that it owes. */
    private final class Way {

        private final AsyncCall call;
        private final Accepted accepted;
        private final Target target;
        private final Lineage lineage;
        private final Flights.Patience patience;
        private final @Nullable LoadTrail trail = LoadTrail.current();
        private final Carrier.Luggage luggage = carrier.capture();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        private Way(AsyncCall call, Accepted accepted, Lineage lineage) {
            this.call = call;
            this.accepted = accepted;
            this.target = call.target;
            this.lineage = lineage;
            this.patience = flights.patience(call.options, target.policy());
        }

        /** Goes on on a thread of the cache's own, with the caller's context; where there is no room, past the cache. */
        private void hop(Runnable stop) {
            hop(stop, () -> past(call, answer));
        }

        private void hop(Runnable stop, Runnable refused) {
            threads.execute(carried(stop), carried(refused));
        }

        private Runnable carried(Runnable stop) {
            Runnable carried = luggage.wrap(() -> {
                try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                    stop.run();
                }
            });
            return () -> {
                try {
                    carried.run();
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            };
        }

        /** Begins on another thread. A call that waits for one obeys its deadline too. */
        private void start() {
            CompletableFuture<Boolean> begun = new CompletableFuture<>();
            var unused = patience.boundForAny(begun).exceptionally(late -> {
                if (begun.complete(false)) {
                    tell(CacheLoadTimeoutException.noThread(target.key()));
                }
                return false;
            });
            hop(
                    () -> {
                        if (begun.complete(true)) {
                            begin();
                        }
                    },
                    () -> {
                        if (begun.complete(true)) {
                            past(call, answer);
                        }
                    });
        }

        private void begin() {
            Deadline deadline = reader.begin();
            reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
            joinOrLead(deadline);
        }

        private void joinOrLead(Deadline deadline) {
            Epoch epoch = bus.epoch();
            Flight own = new Flight(target.key(), target.form(), Basis.capture(lineage, epoch));
            Flight shared = call.options.mode() == Mode.REFRESH ? flights.lead(own) : flights.joinOrLead(own, epoch);
            if (shared == own) {
                lead(own, deadline);
            } else {
                join(shared, own, deadline);
            }
        }

        private void join(Flight shared, Flight own, Deadline deadline) {
            Flights.Wait wait = flights.announce(shared, loads.flights(trail));
            if (wait.closesCircle()) {
                wait.close();
                lead(own, deadline);
                return;
            }
            patience.bound(shared).whenComplete((outcome, timeout) -> {
                wait.close();
                if (timeout != null) {
                    tell(patience.timedOut(shared));
                } else if (outcome instanceof Outcome.Failed failed) {
                    answer.completeExceptionally(failed.failure());
                } else if (outcome instanceof Outcome.Answered answered) {
                    joined(answered.answer(), own, deadline);
                } else {
                    hop(() -> joinOrLead(deadline));
                }
            });
        }

        private void late(Flights.Patience own, Flight flight, Found.Missing missing) {
            NexusCacheException late = own.late(flight);
            leading.failed(target, missing, late);
            flight.setFree();
            tell(late);
        }

        /** The timer's thread has no time for what the caller does next, and the cache's own may all hang in sources. */
        private void tell(NexusCacheException late) {
            flights.waiting().tell(() -> answer.completeExceptionally(late));
        }

        /** Bytes are decoded where time may be spent; a reference is passed on as it is. */
        private void joined(Answer shared, Flight own, Deadline deadline) {
            if (accepted.refuses(shared)) {
                hop(() -> lead(own, deadline));
                return;
            }
            if (!target.form().bytes()) {
                settle(Leading.counted(target, shared), null);
                return;
            }
            hop(() -> {
                Answer copy = Leading.joined(target, shared);
                if (copy != null) {
                    settle(copy, null);
                } else {
                    lead(own, deadline);
                }
            });
        }

        private void settle(Answer found, @Nullable Renewal own) {
            refreshes.settledLater(found, target, call.options, own).whenComplete((settled, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else if (settled != null) {
                    answer.complete(settled);
                } else {
                    hop(() -> joinOrLead(reader.begin()));
                }
            });
        }

        private void lead(Flight flight, Deadline deadline) {
            Load load = loads.load(List.of(target.key()), List.of(flight));
            try (LoadTrail.Scope scope = load.enter()) {
                Found found = leading.look(target, call.options, accepted, flight, deadline);
                if (found instanceof Found.Missing missing
                        && fleet.concerns(target, call.options, missing.footing(), missing.lagging())) {
                    FleetTurn turn = new FleetTurn(
                            fleet,
                            leading,
                            target,
                            call.options,
                            accepted,
                            flight,
                            loads.flights(trail).isEmpty());
                    take(turn, turn.ask(missing, deadline), load, flight);
                } else {
                    proceed(load, flight, found);
                }
            } catch (Throwable failure) {
                fail(load, flight, failure);
            }
        }

        /** Takes a step of a turn, or waits for the next one on no thread. */
        private void take(FleetTurn turn, Step step, Load load, Flight flight) {
            if (step instanceof Step.Go go) {
                proceed(load, flight, go.found());
            } else if (step instanceof Step.Wait wait) {
                // Whoever brings news must not be held up, not even by what becomes of a call where there is no room.
                var unused = patience.bound(wait.came())
                        .whenCompleteAsync(
                                (news, timeout) -> goOn(turn, wait, news, timeout, load, flight),
                                flights.waiting()::tell);
            }
        }

        private void goOn(
                FleetTurn turn, Step.Wait wait, News news, @Nullable Throwable timeout, Load load, Flight flight) {
            wait.close();
            if (timeout != null) {
                abandon(load, flight);
                tell(patience.timedOut(flight));
            } else {
                threads.execute(carried(() -> again(turn, wait, news, load, flight)), carried(() -> {
                    abandon(load, flight);
                    past(call, answer);
                }));
            }
        }

        private void again(FleetTurn turn, Step.Wait wait, News news, Load load, Flight flight) {
            try (LoadTrail.Scope scope = load.enter()) {
                take(turn, turn.next(wait, news, reader.begin()), load, flight);
            } catch (Throwable failure) {
                fail(load, flight, failure);
            }
        }

        /** Ends a load that was not begun: one of those who joined takes over. */
        private void abandon(Load load, Flight flight) {
            load.end();
            flights.remove(flight);
            flight.abandon();
        }

        private void proceed(Load load, Flight flight, Found found) {
            if (found instanceof Found.Missing missing) {
                watch(flight, missing);
                LoadTrail own = LoadTrail.current();
                sources.start(
                        target,
                        patience.forAny() == null ? call.source : loading.handedOver(flight, call.source),
                        missing.terms(),
                        (loaded, failure) -> ended(load, own, flight, missing, loaded, failure));
            } else {
                Answer answered = ((Found.Answered) found).answer();
                load.end();
                leading.landed(flight, answered);
                settle(answered, refreshes.after(answered, target, call.options, call.source));
            }
        }

        private void watch(Flight flight, Found.Missing missing) {
            Flights.Patience own = patience.forOwn();
            if (own.ends()) {
                own.bound(flight).whenComplete((outcome, timeout) -> {
                    if (timeout != null) {
                        late(own, flight, missing);
                    }
                });
            }
        }

        private void ended(
                Load load,
                @Nullable LoadTrail own,
                Flight flight,
                Found.Missing missing,
                @Nullable Object loaded,
                @Nullable Throwable failure) {
            if (failure != null) {
                leading.failed(target, missing, failure);
                fail(load, flight, failure);
                return;
            }
            try (LoadTrail.Scope scope = LoadTrail.enter(own)) {
                Answer found = leading.loaded(target, call.options, flight, missing, loaded);
                if (missing.footing().lease() == null) {
                    land(load, flight, found);
                } else {
                    fleet.stored(missing.footing())
                            .thenRunAsync(() -> land(load, flight, found), flights.waiting()::tell);
                }
            } catch (Throwable unkept) {
                fail(load, flight, unkept);
            }
        }

        private void land(Load load, Flight flight, Answer found) {
            load.end();
            leading.landed(flight, found);
            answer.complete(found);
        }

        private void fail(Load load, Flight flight, Throwable failure) {
            load.end();
            flights.remove(flight);
            flight.failStage(failure);
            answer.completeExceptionally(failure);
        }
    }
}
