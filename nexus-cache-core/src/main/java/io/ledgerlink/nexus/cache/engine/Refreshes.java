package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.carry.Carrier;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.engine.LoadsOfThread.Load;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads entries anew in the background that are stale or due, with the context of the caller whom the entry answered, but not
 * in its transaction.
 *
 * <p>One at a time for an entry. A refresh is a load like any other: it captures what stands when it begins, joins no load
 * from before an eviction, and calls that find nothing to answer them may share it. The remote tier is asked first, for another
 * instance may have been quicker. A refresh that brings nothing fresh lets the key rest for a while. Where one instance loads
 * for all, the others wait on no thread for what it brings, and look for that.
 *
 * <p>Safe for use by many threads; no failure of a refresh reaches a caller who has its answer.
 */
final class Refreshes {

    /** Keys that are left alone; where more fail, some are asked for sooner. */
    private static final int MOST_RESTING = 10_000;

    /** How often a refresh looks again because another instance seems to have been quicker. */
    private static final int MOST_LOOKS = 3;

    private static final Logger log = LoggerFactory.getLogger(Refreshes.class);

    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Sources sources;
    private final Failures failures;
    private final InTransaction transaction;
    private final AsyncThreads threads;
    private final LoadThreads loading;
    private final Carrier carrier;
    private final Ticker ticker;
    private final Fleet fleet;

    /** The entry for whose sake a key is being loaded; one that is evicted meanwhile holds up no other. */
    private final Map<Flight.Id, LocalEntry> underWay = new ConcurrentHashMap<>();

    /** What callers wait for, where their policies have a soft timeout. */
    private final Map<Flight.Id, Renewal> renewals = new ConcurrentHashMap<>();

    /** Keys that were refreshed in vain, and how long their sources are left alone. */
    private final Cache<Flight.Id, Duration> resting;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Refreshes(
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            RemoteReader reader,
            Keeping keeping,
            Flights flights,
            LoadsOfThread loads,
            Sources sources,
            Failures failures,
            InTransaction transaction,
            AsyncThreads threads,
            LoadThreads loading,
            Carrier carrier,
            Ticker ticker,
            Fleet fleet) {
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.loads = loads;
        this.sources = sources;
        this.failures = failures;
        this.transaction = transaction;
        this.threads = threads;
        this.loading = loading;
        this.carrier = carrier;
        this.ticker = ticker;
        this.fleet = fleet;
        this.resting = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST_RESTING)
                .expireAfter(Expiry.<Flight.Id, Duration>writing((id, rest) -> rest))
                .build();
    }

    /**
     * Begins one if a stale entry has answered, or one that is due, none is under way, and the call is in no transaction of
     * its own.
     *
     * @return what the call itself has begun and may wait for, even where that has ended by then; otherwise {@code null}
     */
    @Nullable Renewal after(Answer answer, Target target, FetchOptions options, AsyncLoader<?> source) {
        LocalEntry entry = answer.entry();
        if (entry == null
                || !wanted(answer.status(), entry)
                || options.mode() != Mode.CACHED
                || !transaction.seesCommitted()) {
            return null;
        }
        Flight.Id id = id(target);
        return resting.getIfPresent(id) == null && failures.standing(target) == null && claims(id, entry)
                ? begin(id, entry, target, options, source)
                : null;
    }

    /** What may answer a call that would take what it wants, by when stale entries are to answer at all. */
    Accepted accepted(Target target, FetchOptions options, Accepted wanted) {
        return switch (target.policy().staleWhen()) {
            case ALWAYS -> wanted;
            case REFRESHING -> resting.getIfPresent(id(target)) == null ? wanted : Accepted.FRESH;
            case FAILING ->
                options.mode() == Mode.CACHED && transaction.seesCommitted() && LoadTrail.current() == null
                        ? wanted
                        : Accepted.FRESH;
        };
    }

    private static Flight.Id id(Target target) {
        return new Flight.Id(target.key(), target.form().kind());
    }

    /** What has just been loaded is never due. */
    private boolean wanted(CacheStatus answered, LocalEntry entry) {
        return switch (answered) {
            case STALE -> true;
            case HIT_LOCAL, HIT_REMOTE -> entry.refreshedEarly() && !entry.young(ticker.read());
            default -> false;
        };
    }

    /**
     * The answer of the entry for whose sake a key is being loaded, for a call that the local tier does not answer because it
     * keeps nothing or had no room; or {@code null}.
     */
    @Nullable Answer meanwhile(Target target, Accepted accepted) {
        if (underWay.isEmpty()) {
            return null;
        }
        LocalEntry entry = underWay.get(id(target));
        return entry == null ? null : tiers.knownAnswer(target, accepted, entry);
    }

    /** What a call is answered that waits for no renewal. Counts what is not counted yet. */
    static Answer atOnce(Answer answer, Target target) {
        return unsettled(answer, target) ? Leading.settled(target, answer) : answer;
    }

    /** Whether a call waits for a fresh answer. One inside a load does not: others may wait for that. */
    static boolean waits(Answer answer, Target target) {
        return unsettled(answer, target) && LoadTrail.current() == null;
    }

    /**
     * The answer of a call that a stale entry could answer: a fresh one, if it comes in time; {@code null} if the entry was
     * evicted meanwhile. Counts it.
     *
     * @param own what {@link #after} has begun for this call
     */
    @Nullable Answer settled(Answer answer, Target target, FetchOptions options, @Nullable Renewal own) {
        if (!waits(answer, target)) {
            return atOnce(answer, target);
        }
        Renewal renewal = renewal(target, own);
        return either(answer, target, renewal == null ? null : renewal.await(options.waitAtMost()));
    }

    /** The same for one who waits on no thread. */
    CompletableFuture<@Nullable Answer> settledLater(
            Answer answer, Target target, FetchOptions options, @Nullable Renewal own) {
        if (!waits(answer, target)) {
            return CompletableFuture.completedFuture(atOnce(answer, target));
        }
        Renewal renewal = renewal(target, own);
        return renewal == null
                ? CompletableFuture.completedFuture(either(answer, target, null))
                : renewal.answer(options.waitAtMost())
                        .thenApplyAsync(fresh -> either(answer, target, fresh), flights.waiting()::tell);
    }

    private static boolean unsettled(Answer answer, Target target) {
        return answer.status() == CacheStatus.STALE && target.waitsForFresh();
    }

    private static @Nullable Answer either(Answer stale, Target target, @Nullable Answer fresh) {
        Answer joined = fresh == null ? null : Leading.joined(target, fresh);
        if (joined != null) {
            return joined;
        }
        LocalEntry entry = stale.entry();
        return entry == null || entry.valid() ? Leading.settled(target, stale) : null;
    }

    private @Nullable Renewal renewal(Target target, @Nullable Renewal own) {
        Renewal renewal = own != null ? own : renewals.get(id(target));
        return renewal != null && renewal.serves(target) ? renewal : null;
    }

    private boolean claims(Flight.Id id, LocalEntry entry) {
        LocalEntry other = underWay.get(id);
        return other == null
                ? underWay.putIfAbsent(id, entry) == null
                : (!other.valid() || other.staleUntil() <= ticker.read()) && underWay.replace(id, other, entry);
    }

    /** The tags are asked for here, on the caller's thread: its arguments may be other ones later. */
    private @Nullable Renewal begin(
            Flight.Id id, LocalEntry entry, Target target, FetchOptions options, AsyncLoader<?> source) {
        try {
            Collection<String> tags = List.copyOf(target.tags().get());
            Target fixed = new Target(
                    target.cache(), target.key(), target.form(), () -> tags, target.policy(), target.finds());
            Refresh refresh = new Refresh(id, entry, fixed, options, source);
            refresh.start(carrier.capture().wrap(refresh::begin));
            return refresh.renewal;
        } catch (Throwable failure) {
            underWay.remove(id, entry);
            inVain(target);
            failed(target, failure);
            return null;
        }
    }

    private void inVain(Target target) {
        resting.put(id(target), target.policy().staleRest());
    }

    /** Says once per cache that refreshing failed; after that the failures of its loads are only counted. */
    private void failed(Target target, Throwable failure) {
        String cache = target.key().cache();
        if (warned.add(cache)) {
            log.warn(
                    "An entry of cache '{}' could not be refreshed. It answers until its time ends, the stale time included,"
                            + " and is refreshed no sooner than after {}. Later failures of this kind are logged at DEBUG",
                    cache,
                    target.policy().staleRest(),
                    failure);
        } else {
            log.debug("An entry of cache '{}' could not be refreshed", cache, failure);
        }
    }

    /** Begins none of those that wait, and lets those that have begun come to their end, within a bound. */
    void close(Duration within) {
        closed = true;
        threads.close(within);
    }

    /** One refresh. */
    private final class Refresh {

        private final Flight.Id id;
        private final LocalEntry old;

        /** Begun while the old entry was fresh, which the remote tier may still have. */
        private final boolean early;

        private final Target target;
        private final FetchOptions options;
        private final AsyncLoader<?> source;
        private final @Nullable Renewal renewal;
        /** When an entry was stored, by the server's clock, that is there and of no use: it spares no load. */
        private long useless;

        private final AtomicBoolean givenUp = new AtomicBoolean();
        private Runnable carried = () -> {};

        /** When it began to wait for another instance, by the clock of waits, and how often it was told to look again. */
        private long waitingSince;

        private int looks;

        private Refresh(Flight.Id id, LocalEntry old, Target target, FetchOptions options, AsyncLoader<?> source) {
            this.id = id;
            this.old = old;
            this.early = old.fresh(ticker.read());
            this.target = target;
            this.options = options;
            this.source = source;
            this.renewal = target.waitsForFresh() ? new Renewal(old, target.waitForFresh(), flights.waiting()) : null;
        }

        private void letGo() {
            release();
            renewed(null);
        }

        /** Tells those who wait; whoever comes now finds the entry renewed, or is answered by it at once. */
        private void renewed(@Nullable Answer answer, Flight by) {
            if (renewal != null) {
                renewals.remove(id, renewal);
            }
            renewed(answer != null && by.basis().stands() ? answer : null);
        }

        private void renewed(@Nullable Answer answer) {
            if (renewal != null) {
                renewals.remove(id, renewal);
                renewal.end(answer);
            }
        }

        private void release() {
            if (!givenUp.get()) {
                underWay.remove(id, old);
            }
        }

        private void start(Runnable carried) {
            this.carried = carried;
            if (renewal != null) {
                renewals.put(id, renewal);
            }
            again();
        }

        private void again() {
            threads.execute(this::guarded, this::letGo);
        }

        private void guarded() {
            try {
                carried.run();
            } catch (Throwable failure) {
                inVain(target);
                letGo();
                failed(target, failure);
            }
        }

        /** Whoever evicted the entry, or loads the key already, has made this refresh needless. */
        private void begin() {
            if (closed || !old.valid()) {
                letGo();
                return;
            }
            Lineage lineage = target.lineage(scopes);
            Deadline deadline = reader.begin();
            reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
            Epoch epoch = bus.epoch();
            Flight own = new Flight(target.key(), target.form(), Basis.capture(lineage, epoch));
            Flight leading = flights.joinOrLead(own, epoch);
            if (leading == own) {
                lead(own, deadline);
            } else {
                bounded(leading).whenComplete((outcome, timeout) -> {
                    if (timeout != null) {
                        giveUp();
                    } else {
                        afterAnother(leading, outcome);
                    }
                });
            }
        }

        /** How a load ends; or that it takes longer than any may. */
        private CompletableFuture<Outcome> bounded(Flight flight) {
            Duration hard = target.policy().load().hardTimeout();
            return hard.isZero()
                    ? flight.outcome()
                    : flights.waiting()
                            .bound(flight.outcome(), flights.waiting().now() + hard.toNanos());
        }

        /** Lets the key go, though the load goes on: what it brings is kept if it may be. */
        private void giveUp() {
            if (givenUp.compareAndSet(false, true)) {
                inVain(target);
                underWay.remove(id, old);
                renewed(null);
                failed(
                        target,
                        CacheLoadTimeoutException.timedOut(
                                target.key(), target.policy().load().hardTimeout()));
            }
        }

        private void giveUp(Flight own, Footing footing) {
            own.setFree();
            fleet.gaveUp(footing);
            giveUp();
        }

        /** A call that looked into the remote tier meanwhile may have found nothing fresher. */
        private void afterAnother(Flight other, Outcome outcome) {
            if (outcome instanceof Outcome.Answered answered && isOld(answered.answer())) {
                again();
            } else {
                release();
                renewed(outcome instanceof Outcome.Answered answered ? answered.answer() : null, other);
            }
        }

        private boolean isOld(Answer answer) {
            LocalEntry entry = answer.entry();
            return answer.status() == CacheStatus.STALE || (entry != null && !renews(entry));
        }

        /** Whether an entry that was found fresh is a later one. */
        private boolean renews(LocalEntry found) {
            return !early || found.succeeds(old);
        }

        private void lead(Flight own, Deadline deadline) {
            Load load = loads.load(List.of(target.key()), List.of(own));
            try (LoadTrail.Scope scope = load.enter()) {
                Answer meanwhile = tiers.localFound(target, Accepted.FRESH);
                if (meanwhile != null && !isOld(meanwhile)) {
                    land(load, own, meanwhile);
                    return;
                }
                if (looks == 0 && waitingSince == 0) {
                    target.counters().refreshes.increment();
                }
                Question question = early
                        ? tiers.questionForLater(target, own.basis(), own::rebase)
                        : tiers.question(target, own.basis(), false, own::rebase);
                Footing footing = reader.read(question, deadline);
                LocalEntry hit = footing.hit();
                Answer found = hit == null || renews(hit) ? tiers.found(question, footing) : null;
                if (found != null) {
                    land(load, own, found);
                } else {
                    ask(load, own, footing, deadline);
                }
            } catch (Throwable failure) {
                fail(load, own, failure);
            }
        }

        private void ask(Load load, Flight own, Footing footing, Deadline deadline) {
            boolean lagging = keeping.lagging(target, footing.basis());
            if (!fleet.concerns(target, options, footing, lagging)) {
                load(load, own, footing, lagging);
                return;
            }
            Fleet.Asked asked = early
                    ? fleet.askForLater(target, footing.basis(), old, deadline)
                    : fleet.ask(target, footing.basis(), useless, deadline);
            if (asked instanceof Fleet.Asked.Taken taken) {
                FleetLease lease = taken.lease();
                own.outcome()
                        .thenAccept(outcome -> lease.end(
                                outcome instanceof Outcome.Answered ? LoadEnding.REFUSED : LoadEnding.FAILED));
                load(load, own, footing.under(lease), lagging);
            } else if (asked instanceof Fleet.Asked.Unanswered) {
                load(load, own, footing, lagging);
            } else {
                load.end();
                flights.remove(own);
                own.abandon();
                if (asked instanceof Fleet.Asked.Outdated outdated) {
                    useless = Math.max(useless, outdated.createdMicros());
                }
                if (asked instanceof Fleet.Asked.Held held) {
                    await(held);
                } else if (++looks < MOST_LOOKS) {
                    again();
                } else {
                    letGo();
                }
            }
        }

        /** Waits on no thread while another instance loads; a source that has failed there is left alone here too. */
        private void await(Fleet.Asked.Held held) {
            long now = flights.waiting().now();
            waitingSince = waitingSince == 0 ? now : waitingSince;
            if (now - waitingSince > fleet.settings().longest().toNanos()) {
                held.news().close();
                letGo();
                return;
            }
            var unused = fleet.news(held, fleet.settings().look())
                    .thenAcceptAsync(
                            news -> {
                                held.news().close();
                                if (news.isVain(held.holder())) {
                                    inVain(target);
                                    letGo();
                                } else {
                                    again();
                                }
                            },
                            flights.waiting()::tell);
        }

        private void load(Load load, Flight own, Footing footing, boolean lagging) {
            LoadTrail trail = LoadTrail.current();
            OwnTerms terms = OwnTerms.of(target, footing, old, ticker.read());
            boolean bounded = !target.policy().load().hardTimeout().isZero();
            if (bounded) {
                bounded(own).exceptionally(timeout -> {
                    giveUp(own, footing);
                    return null;
                });
            }
            AsyncLoader<?> handed = bounded ? loading.handedOver(own, source) : source;
            sources.start(target, handed, terms, (loaded, failure) -> {
                if (failure != null) {
                    failures.remember(target, footing.basis(), failure);
                    fail(load, own, failure);
                    return;
                }
                failures.forget(target);
                try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                    Object value = target.form().handOut(loaded);
                    Decided decided = terms.decided(loaded);
                    // Before it is stored, so that nobody gets the old one beside it; who comes in between shares this
                    // load.
                    release();
                    LocalEntry entry = Flights.overtaken(own) || !options.keeps(value)
                            ? Keeping.forWaiters(target, footing, value)
                            : keeping.keep(target, footing, value, lagging, decided);
                    Answer answer = new Answer(value, CacheStatus.MISS, entry);
                    if (footing.lease() == null) {
                        land(load, own, answer);
                    } else {
                        Runnable landing = () -> land(load, own, answer);
                        fleet.stored(footing).thenRunAsync(landing, flights.waiting()::tell);
                    }
                } catch (Throwable unkept) {
                    fail(load, own, unkept);
                }
            });
        }

        private void land(Load load, Flight own, Answer answer) {
            LocalEntry entry = answer.entry();
            if (entry == null || !entry.fresh(ticker.read())) {
                inVain(target);
            }
            load.end();
            flights.land(own, answer);
            release();
            renewed(answer.status() == CacheStatus.STALE ? null : answer, own);
        }

        private void fail(Load load, Flight own, Throwable failure) {
            inVain(target);
            load.end();
            flights.remove(own);
            own.failStage(failure);
            letGo();
            failed(target, failure);
        }
    }
}
