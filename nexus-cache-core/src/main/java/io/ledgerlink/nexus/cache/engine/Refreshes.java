package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.bus.Bus;
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
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads entries anew in the background that are stale or due, with the context of the caller whom the entry answered, but not
 * in its transaction.
 *
 * <p>One at a time for an entry. A refresh is a load like any other: it captures what stands when it begins, joins no load
 * from before an eviction, and calls that find nothing to answer them may share it. The remote tier is asked first, for another
 * instance may have been quicker. A refresh that brings nothing fresh lets the key rest for a while.
 *
 * <p>Safe for use by many threads; no failure of a refresh reaches a caller who has its answer.
 */
final class Refreshes {

    /** How long the source is left alone after a refresh in vain. */
    static final Duration REST = Duration.ofSeconds(10);

    /** Keys that are left alone; where more fail, some are asked for sooner. */
    private static final int MOST_RESTING = 10_000;

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
    private final Carrier carrier;
    private final Ticker ticker;

    /** The entry for whose sake a key is being loaded; one that is evicted meanwhile holds up no other. */
    private final Map<Flight.Id, LocalEntry> underWay = new ConcurrentHashMap<>();

    /** Entries whose successors are being stored: whoever comes now shares the load and gets those. */
    private final Set<LocalEntry> landing = ConcurrentHashMap.newKeySet();

    /** What callers wait for, where their policies have a soft timeout. */
    private final Map<Flight.Id, Renewal> renewals = new ConcurrentHashMap<>();

    private final Cache<Flight.Id, Boolean> resting;
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
            Carrier carrier,
            Ticker ticker) {
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
        this.carrier = carrier;
        this.ticker = ticker;
        this.resting = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(REST)
                .maximumSize(MOST_RESTING)
                .build();
    }

    /**
     * Begins one if a stale entry has answered, or one that is due, none is under way, and the call is in no transaction of
     * its own.
     */
    void after(Answer answer, Target target, FetchOptions options, AsyncLoader<?> source) {
        LocalEntry entry = answer.entry();
        if (entry == null
                || !wanted(answer.status(), entry)
                || options.mode() != Mode.CACHED
                || !transaction.seesCommitted()) {
            return;
        }
        Flight.Id id = new Flight.Id(target.key(), target.form().kind());
        if (resting.getIfPresent(id) == null && failures.standing(target) == null && claims(id, entry)) {
            begin(id, entry, target, options, source);
        }
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
        LocalEntry entry =
                underWay.get(new Flight.Id(target.key(), target.form().kind()));
        return entry == null || landing.contains(entry) ? null : tiers.knownAnswer(target, accepted, entry);
    }

    /** The answer of a call that a stale entry could answer: a fresh one, if it comes in time. Counts it. */
    Answer settled(Answer answer, Target target) {
        if (!unsettled(answer, target)) {
            return answer;
        }
        Renewal renewal = renewal(target);
        return settled(answer, target, renewal == null ? null : renewal.await());
    }

    /** The same for one who waits on no thread. */
    CompletableFuture<Answer> settledLater(Answer answer, Target target, Executor executor) {
        if (!unsettled(answer, target)) {
            return CompletableFuture.completedFuture(answer);
        }
        Renewal renewal = renewal(target);
        return renewal == null
                ? CompletableFuture.completedFuture(settled(answer, target, null))
                : renewal.answer().thenApplyAsync(fresh -> settled(answer, target, fresh), executor);
    }

    private static boolean unsettled(Answer answer, Target target) {
        return answer.status() == CacheStatus.STALE && target.waitsForFresh();
    }

    private static Answer settled(Answer stale, Target target, @Nullable Answer fresh) {
        Answer joined = fresh == null ? null : Leading.joined(target, fresh);
        return joined != null ? joined : Leading.settled(target, stale);
    }

    private @Nullable Renewal renewal(Target target) {
        Renewal renewal = renewals.get(new Flight.Id(target.key(), target.form().kind()));
        return renewal != null && renewal.serves(target) ? renewal : null;
    }

    private boolean claims(Flight.Id id, LocalEntry entry) {
        LocalEntry other = underWay.get(id);
        return other == null
                ? underWay.putIfAbsent(id, entry) == null
                : !other.valid() && underWay.replace(id, other, entry);
    }

    /** The tags are asked for here, on the caller's thread: its arguments may be other ones later. */
    private void begin(Flight.Id id, LocalEntry entry, Target target, FetchOptions options, AsyncLoader<?> source) {
        try {
            Collection<String> tags = List.copyOf(target.tags().get());
            Target fixed = new Target(
                    target.cache(), target.key(), target.form(), () -> tags, target.policy(), target.finds());
            Refresh refresh = new Refresh(id, entry, fixed, options, source);
            refresh.start(carrier.capture().wrap(refresh::begin));
        } catch (Throwable failure) {
            underWay.remove(id, entry);
            inVain(id);
            failed(target, failure);
        }
    }

    private void inVain(Flight.Id id) {
        resting.put(id, Boolean.TRUE);
    }

    /** Says once per cache that refreshing failed; after that the failures of its loads are only counted. */
    private void failed(Target target, Throwable failure) {
        String cache = target.key().cache();
        if (warned.add(cache)) {
            log.warn(
                    "An entry of cache '{}' could not be refreshed. It answers until its time ends, the stale time included,"
                            + " and is refreshed no sooner than {} s from now. Later failures of this kind are logged at DEBUG",
                    cache,
                    REST.toSeconds(),
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
        private Runnable carried = () -> {};

        private Refresh(Flight.Id id, LocalEntry old, Target target, FetchOptions options, AsyncLoader<?> source) {
            this.id = id;
            this.old = old;
            this.early = old.fresh(ticker.read());
            this.target = target;
            this.options = options;
            this.source = source;
            this.renewal = target.waitsForFresh()
                    ? new Renewal(old, target.policy().load().softTimeout())
                    : null;
        }

        private void letGo() {
            release();
            renewed(null);
        }

        /** Tells those who wait; whoever comes now finds the entry renewed, or is answered by it at once. */
        private void renewed(@Nullable Answer answer) {
            if (renewal != null) {
                renewals.remove(id, renewal);
                renewal.end(answer);
            }
        }

        private void release() {
            underWay.remove(id, old);
            landing.remove(old);
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
                inVain(id);
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
                leading.outcome().thenAccept(this::afterAnother);
            }
        }

        /** A call that looked into the remote tier meanwhile may have found nothing fresher. */
        private void afterAnother(Outcome outcome) {
            if (outcome instanceof Outcome.Answered answered && isOld(answered.answer())) {
                again();
            } else {
                release();
                renewed(outcome instanceof Outcome.Answered answered ? answered.answer() : null);
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
                target.counters().refreshes.increment();
                Question question = early
                        ? tiers.questionForLater(target, own.basis(), own::rebase)
                        : tiers.question(target, own.basis(), false, own::rebase);
                Footing footing = reader.read(question, deadline);
                LocalEntry hit = footing.hit();
                Answer found = hit == null || renews(hit) ? tiers.found(question, footing) : null;
                if (found != null) {
                    land(load, own, found);
                } else {
                    ask(load, own, footing);
                }
            } catch (Throwable failure) {
                fail(load, own, failure);
            }
        }

        private void ask(Load load, Flight own, Footing footing) {
            boolean lagging = keeping.lagging(target, footing.basis());
            LoadTrail trail = LoadTrail.current();
            OwnTerms terms = OwnTerms.of(target, footing, old, ticker.read());
            sources.start(target, source, terms, (loaded, failure) -> {
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
                    LocalEntry entry = flights.overtaken(own) || !options.keeps(value)
                            ? Keeping.forWaiters(target, footing, value)
                            : keeping.keep(target, footing, value, lagging, decided);
                    land(load, own, new Answer(value, CacheStatus.MISS, entry));
                } catch (Throwable unkept) {
                    fail(load, own, unkept);
                }
            });
        }

        private void land(Load load, Flight own, Answer answer) {
            LocalEntry entry = answer.entry();
            if (entry == null || !entry.fresh(ticker.read())) {
                inVain(id);
            }
            load.end();
            flights.remove(own);
            own.complete(answer);
            release();
            renewed(answer.status() == CacheStatus.STALE ? null : answer);
        }

        private void fail(Load load, Flight own, Throwable failure) {
            inVain(id);
            load.end();
            flights.remove(own);
            own.failStage(failure);
            letGo();
            failed(target, failure);
        }
    }
}
