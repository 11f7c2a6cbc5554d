package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.Call;
import io.ledgerlink.nexus.cache.load.InFlight;
import io.ledgerlink.nexus.cache.load.InFlights;
import io.ledgerlink.nexus.cache.load.Load;
import io.ledgerlink.nexus.cache.load.LoadStack;
import io.ledgerlink.nexus.cache.load.Missing;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Caches;
import io.ledgerlink.nexus.cache.tier.EntryKeeper;
import io.ledgerlink.nexus.cache.tier.Freshness;
import io.ledgerlink.nexus.cache.tier.LoadDecision;
import io.ledgerlink.nexus.cache.tier.NamedCache;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call for many keys.
 *
 * <p>The keys that nobody is loading are led together: read with one round trip per slot, the missing ones loaded in one
 * go, and all completed before the call waits for any key that somebody else leads. So no two such calls can hold each other
 * up.
 */
public final class Batches {

    /** A key that this call leads, until it is answered. */
    private record Led(Target target, InFlight flight) {}

    private final Caches caches;
    private final Load.Shared shared;
    private final Calls calls;
    private final InTransaction transaction;

    public Batches(Caches caches, Load.Shared shared, Calls calls, InTransaction transaction) {
        this.caches = caches;
        this.shared = shared;
        this.calls = calls;
        this.transaction = transaction;
    }

    @SuppressWarnings("unchecked")
    <T> Map<CacheKey, T> getAll(Collection<CacheKey> keys, Type type, BatchLoader<? extends T, ?> loader) {
        Map<CacheKey, @Nullable Object> found = new LinkedHashMap<>();
        List<Target> past = new ArrayList<>();
        List<Target> alone = new ArrayList<>();
        List<Target> unanswered = new ArrayList<>();
        for (CacheKey key : new LinkedHashSet<>(keys)) {
            found.put(key, null);
            Target target = target(key, type);
            if (target.bypassedBy(FetchOptions.cached()) || transaction.covers(target)) {
                past.add(target);
            } else if (!answeredLocally(target, found)) {
                shared.stack().refuseOwn(key);
                (transaction.loadsAlone(target, FetchOptions.cached()) ? alone : unanswered).add(target);
            }
        }
        fromSourceAlone(past, loader, found);
        Deadline deadline = shared.tiers().begin();
        loadAlone(alone, loader, found, deadline);
        for (Target joined : leadTogether(unanswered, loader, found, deadline)) {
            found.put(joined.key(), one(joined, loader, deadline));
        }
        found.values().removeIf(value -> value == null);
        return (Map<CacheKey, T>) (Map<CacheKey, ?>) found;
    }

    private Target target(CacheKey key, Type type) {
        NamedCache cache = caches.get(key.cache());
        return Target.of(cache, key, cache.form(type));
    }

    private boolean answeredLocally(Target target, Map<CacheKey, @Nullable Object> found) {
        Answer answer = shared.tiers().localAnswer(target);
        if (answer != null) {
            found.put(target.key(), answer.value());
        }
        return answer != null;
    }

    private void fromSourceAlone(List<Target> past, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found) {
        if (past.isEmpty()) {
            return;
        }
        past.forEach(target -> target.counters().bypasses.increment());
        Map<CacheKey, ?> loaded = askAlone(past, loader);
        for (Target target : past) {
            found.put(target.key(), target.form().handOut(loaded.get(target.key())));
        }
    }

    /** Asks the tiers, and the source for what they lack; keeps nothing, waits for nobody. */
    private void loadAlone(
            List<Target> targets, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline) {
        if (targets.isEmpty()) {
            return;
        }
        List<Question> questions = new ArrayList<>();
        for (Target target : targets) {
            questions.add(shared.tiers().question(target, shared.tiers().capture(target, deadline)));
        }
        List<TierRead> reads = shared.tiers().read(questions, deadline);
        List<Target> missing = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Answer answer = shared.tiers().answer(questions.get(i), reads.get(i));
            if (answer == null) {
                missing.add(targets.get(i));
            } else {
                found.put(targets.get(i).key(), answer.value());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        Map<CacheKey, ?> loaded = askAlone(missing, loader);
        for (Target target : missing) {
            target.counters().misses.increment();
            transaction.loadedAlone(target);
            found.put(target.key(), target.form().handOut(loaded.get(target.key())));
        }
    }

    /** Leads what nobody leads; the keys that somebody else does are returned. */
    private List<Target> leadTogether(
            List<Target> targets, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline) {
        List<Target> joined = new ArrayList<>();
        Set<Led> open = new LinkedHashSet<>();
        try {
            for (Target target : targets) {
                InFlight own =
                        new InFlight(target.key(), target.form(), shared.tiers().capture(target, deadline));
                if (shared.flights().joinOrLead(own) == own) {
                    open.add(new Led(target, own));
                } else {
                    joined.add(target);
                }
            }
            complete(open, loader, found, deadline);
            return joined;
        } catch (Throwable failure) {
            open.forEach(led -> shared.flights().remove(led.flight));
            open.forEach(led -> led.flight.fail(failure));
            throw failure;
        }
    }

    private void complete(
            Set<Led> open, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline) {
        List<Led> cold = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (Led led : List.copyOf(open)) {
            LocalEntry there = led.target.local();
            Answer meanwhile = shared.tiers().localAnswer(led.target, Freshness.FRESH, there);
            if (meanwhile == null) {
                cold.add(led);
                questions.add(shared.tiers()
                        .question(led.target, led.flight.basis(), Freshness.FRESH, there, led.flight::rebase));
            } else {
                answered(led, meanwhile, open, found);
            }
        }
        List<TierRead> reads = shared.tiers().read(questions, deadline);
        Map<Led, Missing> missing = new LinkedHashMap<>();
        for (int i = 0; i < cold.size(); i++) {
            Answer answer = shared.tiers().answer(questions.get(i), reads.get(i));
            if (answer == null) {
                Target target = cold.get(i).target;
                missing.put(cold.get(i), Missing.of(shared.tiers(), target, reads.get(i), null, null));
            } else {
                answered(cold.get(i), answer, open, found);
            }
        }
        if (!missing.isEmpty()) {
            LoadStack.Entry load = shared.stack()
                    .load(
                            keys(missing.keySet().stream().map(Led::target).toList()),
                            missing.keySet().stream().map(Led::flight).toList());
            try (LoadTrail.Scope scope = load.enter()) {
                load(missing, open, loader, found);
            } finally {
                load.end();
            }
        }
    }

    private void load(
            Map<Led, Missing> missing, Set<Led> open, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found) {
        missing.keySet().forEach(led -> spareSource(led.target));
        Map<CacheKey, ?> loaded = ask(missing, loader);
        missing.forEach((led, load) -> {
            shared.failures().forget(led.target);
            led.target.counters().misses.increment();
            Object value = led.target.form().handOut(loaded.get(led.target.key()));
            LocalEntry kept = InFlights.overtaken(led.flight)
                    ? EntryKeeper.forWaiters(led.target, load.read(), value)
                    : load.keep(shared.tiers(), led.target, value, LoadDecision.NOTHING);
            answered(led, Answer.loaded(value, kept), open, found);
        });
    }

    /** Where the source is to be left alone, the batch ends with what it threw last. */
    private void spareSource(Target target) {
        Throwable last = shared.failures().standing(target);
        if (last != null) {
            throw Sneaky.<RuntimeException>rethrow(last);
        }
    }

    /** The failure of a batch for several keys is not remembered: it does not tell which of them failed. */
    private Map<CacheKey, ?> ask(Map<Led, Missing> missing, BatchLoader<?, ?> loader) {
        List<Target> targets = missing.keySet().stream().map(Led::target).toList();
        try {
            return shared.asking().many(targets, loader);
        } catch (Throwable failure) {
            if (targets.size() == 1 && !Thread.currentThread().isInterrupted()) {
                Missing only = missing.values().iterator().next();
                shared.failures().remember(targets.get(0), only.read().basis(), failure);
            }
            throw failure;
        }
    }

    private void answered(Led led, Answer answer, Set<Led> open, Map<CacheKey, @Nullable Object> found) {
        found.put(led.target.key(), answer.value());
        open.remove(led);
        shared.flights().land(led.flight, answer);
    }

    /** A key that somebody else leads: waits for that load, or takes it over. */
    private @Nullable Object one(Target target, BatchLoader<?, ?> loader, Deadline deadline) {
        CacheKey key = target.key();
        Asking.Blocking<?> source =
                new Asking.Blocking<>(() -> loader.load(List.of(key)).get(key));
        return calls.load(new Call(target, source, FetchOptions.cached(), Freshness.FRESH), deadline)
                .value();
    }

    private Map<CacheKey, ?> askAlone(List<Target> targets, BatchLoader<?, ?> loader) {
        LoadStack.Entry load = shared.stack().load(keys(targets), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            return shared.asking().many(targets, loader);
        } finally {
            load.end();
        }
    }

    private static List<CacheKey> keys(List<Target> targets) {
        return targets.stream().map(Target::key).toList();
    }
}
