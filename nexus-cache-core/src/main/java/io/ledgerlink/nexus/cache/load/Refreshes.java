package io.ledgerlink.nexus.cache.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Freshness;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which entries are refreshed in the background, and when: stale ones and those that are due, with the context of the caller whom the
 * entry answered, but not in its transaction.
 *
 * <p>One refresh at a time for an entry. It is a load like any other: it captures what stands when it begins, joins no load from
 * before an eviction, and calls that find nothing to answer them may share it. A refresh that brings nothing fresh lets the key
 * rest for a while.
 *
 * <p>Safe for use by many threads; no failure of a refresh reaches a caller who has its answer.
 */
public final class Refreshes {

    /** Keys that are left alone; where more fail, some are asked for sooner. */
    private static final int MOST_RESTING = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Refreshes.class);

    private final Load.Shared shared;
    private final InTransaction transaction;
    private final OnStages.Threads threads;
    private final Ticker ticker;

    /** The entry for whose sake a key is being loaded; one that is evicted meanwhile holds up no other. */
    private final Map<InFlight.Id, LocalEntry> underWay = new ConcurrentHashMap<>();

    /** What callers wait for, where their policies have a soft timeout. */
    private final Map<InFlight.Id, Renewal> renewals = new ConcurrentHashMap<>();

    /** Keys that were refreshed in vain, and how long their sources are left alone. */
    private final Cache<InFlight.Id, Duration> resting;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Refreshes on these threads. */
    public Refreshes(Load.Shared shared, InTransaction transaction, OnStages.Threads threads, Ticker ticker) {
        this.shared = shared;
        this.transaction = transaction;
        this.threads = threads;
        this.ticker = ticker;
        this.resting = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST_RESTING)
                .expireAfter(Expiry.<InFlight.Id, Duration>writing((id, rest) -> rest))
                .build();
    }

    /**
     * Begins one if a stale entry has answered, or one that is due, none is under way, and the call is in no transaction of
     * its own.
     *
     * @return what the call itself has begun and may wait for, even where that has ended by then; otherwise {@code null}
     */
    public @Nullable Renewal after(Answer answer, Target target, FetchOptions options, AsyncLoader<?> source) {
        LocalEntry entry = answer.entry();
        if (entry == null
                || !wanted(answer.status(), entry)
                || options.mode() != Mode.CACHED
                || !transaction.seesCommitted()) {
            return null;
        }
        InFlight.Id id = id(target);
        return resting.getIfPresent(id) == null && shared.failures().standing(target) == null && claims(id, entry)
                ? begin(id, entry, target, options, source)
                : null;
    }

    /** What may answer a call that would take what it wants, by when stale entries are to answer at all. */
    public Freshness accepted(Target target, FetchOptions options, Freshness wanted) {
        return switch (target.policy().staleWhen()) {
            case ALWAYS -> wanted;
            case REFRESHING -> resting.getIfPresent(id(target)) == null ? wanted : Freshness.FRESH;
            case FAILING ->
                options.mode() == Mode.CACHED && transaction.seesCommitted() && LoadTrail.current() == null
                        ? wanted
                        : Freshness.FRESH;
        };
    }

    private static InFlight.Id id(Target target) {
        return new InFlight.Id(target.key(), target.form().kind());
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
    public @Nullable Answer meanwhile(Target target, Freshness accepted) {
        if (underWay.isEmpty()) {
            return null;
        }
        LocalEntry entry = underWay.get(id(target));
        return shared.tiers().localAnswer(target, accepted, entry);
    }

    /** What a call is answered that waits for no renewal. Counts what is not counted yet. */
    public static Answer atOnce(Answer answer, Target target) {
        return unsettled(answer, target) ? Tiers.settled(target, answer) : answer;
    }

    /** Whether a call waits for a fresh answer. One inside a load does not: others may wait for that. */
    public static boolean waits(Answer answer, Target target) {
        return unsettled(answer, target) && LoadTrail.current() == null;
    }

    private static boolean unsettled(Answer answer, Target target) {
        return answer.status() == CacheStatus.STALE && target.waitsForFresh();
    }

    /**
     * The renewal that a call may wait for.
     *
     * @param own what {@link #after} has begun for this call
     */
    @Nullable Renewal renewal(Target target, @Nullable Renewal own) {
        Renewal renewal = own != null ? own : renewals.get(id(target));
        return renewal != null && renewal.serves(target) ? renewal : null;
    }

    private boolean claims(InFlight.Id id, LocalEntry entry) {
        LocalEntry other = underWay.get(id);
        return other == null
                ? underWay.putIfAbsent(id, entry) == null
                : (!other.valid() || other.staleUntil() <= ticker.read()) && underWay.replace(id, other, entry);
    }

    /** The tags are asked for here, on the caller's thread: its arguments may be other ones later. */
    private @Nullable Renewal begin(
            InFlight.Id id, LocalEntry entry, Target target, FetchOptions options, AsyncLoader<?> source) {
        try {
            RefreshLoad refresh = new RefreshLoad(shared, this, entry, target.withFixedTags(), options, source);
            Renewal renewal = refresh.renewal();
            if (renewal != null) {
                renewals.put(id, renewal);
            }
            threads.drive(new Step.Go(refresh, refresh::begin)).whenComplete((answer, failure) -> {
                if (failure != null) {
                    refresh.failed();
                    failed(target, failure);
                }
            });
            return renewal;
        } catch (Throwable failure) {
            underWay.remove(id, entry);
            inVain(target);
            failed(target, failure);
            return null;
        }
    }

    /** Tells those who wait; a call that comes now finds the entry renewed, or is answered by it at once. */
    void renewed(RefreshLoad refresh, @Nullable Answer answer) {
        Renewal renewal = refresh.renewal();
        if (renewal != null) {
            renewals.remove(id(refresh.target()), renewal);
            renewal.end(answer);
        }
    }

    /** Lets another refresh of the key begin. */
    void release(RefreshLoad refresh) {
        underWay.remove(id(refresh.target()), refresh.old());
    }

    /** Leaves a source alone for a while that has brought nothing fresh. */
    void inVain(Target target) {
        resting.put(id(target), target.policy().refreshBackoff());
    }

    boolean closed() {
        return closed;
    }

    /** Says once per cache that refreshing failed; after that the failures of its loads are only counted. */
    private void failed(Target target, Throwable failure) {
        String cache = target.key().cache();
        if (warned.add(cache)) {
            log.warn(
                    "An entry of cache '{}' could not be refreshed. It answers until its time ends, the stale time included,"
                            + " and is refreshed no sooner than after {}. Later failures of this kind are logged at DEBUG",
                    cache,
                    target.policy().refreshBackoff(),
                    failure);
        } else {
            log.debug("An entry of cache '{}' could not be refreshed", cache, failure);
        }
    }

    /** Begins none of those that wait, and lets those that have begun come to their end, within a bound. */
    public void close(Duration within) {
        closed = true;
        threads.close(within);
    }
}
