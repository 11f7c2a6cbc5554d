package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import io.ledgerlink.nexus.cache.engine.Calls.Call;
import io.ledgerlink.nexus.cache.engine.LoadsOfThread.Load;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scopes;
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
final class Batches {

    /** A key that this call leads, until it is answered. */
    private record Led(Target target, Flight flight) {}

    private final Caches caches;
    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final Calls calls;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Ticker ticker;
    private final InTransaction transaction;

    Batches(
            Caches caches,
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            Calls calls,
            RemoteReader reader,
            Keeping keeping,
            Flights flights,
            LoadsOfThread loads,
            Ticker ticker,
            InTransaction transaction) {
        this.caches = caches;
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.calls = calls;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.loads = loads;
        this.ticker = ticker;
        this.transaction = transaction;
    }

    @SuppressWarnings("unchecked")
    <T> Map<CacheKey, T> getAll(Collection<CacheKey> keys, Type type, BatchLoader<? extends T, ?> loader)
            throws Exception {
        Map<CacheKey, @Nullable Object> found = new LinkedHashMap<>();
        List<Target> past = new ArrayList<>();
        List<Target> alone = new ArrayList<>();
        List<Target> unanswered = new ArrayList<>();
        for (CacheKey key : new LinkedHashSet<>(keys)) {
            found.put(key, null);
            Target target = target(key, type);
            if (Leading.goesPast(target, FetchOptions.cached()) || transaction.covers(target)) {
                past.add(target);
            } else if (!answeredLocally(target, found)) {
                loads.refuseOwn(key);
                (transaction.loadsAlone(target, FetchOptions.cached()) ? alone : unanswered).add(target);
            }
        }
        fromSourceAlone(past, loader, found);
        Deadline deadline = reader.begin();
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
        Answer answer = tiers.localAnswer(target);
        if (answer != null) {
            found.put(target.key(), answer.value());
        }
        return answer != null;
    }

    private void fromSourceAlone(List<Target> past, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found)
            throws Exception {
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
            List<Target> targets, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline)
            throws Exception {
        if (targets.isEmpty()) {
            return;
        }
        List<Question> questions = new ArrayList<>();
        for (Target target : targets) {
            Lineage lineage = scopes.lineage(target.key(), target.tags().get());
            reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
            questions.add(tiers.question(target, Basis.capture(lineage, bus.epoch()), false, basis -> {}));
        }
        List<Footing> footings = reader.read(questions, deadline);
        List<Target> missing = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Answer answer = tiers.answer(questions.get(i), footings.get(i));
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
            List<Target> targets, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline)
            throws Exception {
        List<Target> joined = new ArrayList<>();
        Set<Led> open = new LinkedHashSet<>();
        try {
            for (Target target : targets) {
                Lineage lineage = scopes.lineage(target.key(), target.tags().get());
                reader.learnWide(target.cache(), lineage.all(), lineage.cache(), deadline);
                Epoch epoch = bus.epoch();
                Flight own = new Flight(target.key(), target.form(), Basis.capture(lineage, epoch));
                if (flights.joinOrLead(own, epoch) == own) {
                    open.add(new Led(target, own));
                } else {
                    joined.add(target);
                }
            }
            complete(open, loader, found, deadline);
            return joined;
        } catch (Throwable failure) {
            open.forEach(led -> flights.remove(led.flight));
            open.forEach(led -> led.flight.fail(failure));
            throw failure;
        }
    }

    private void complete(
            Set<Led> open, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found, Deadline deadline)
            throws Exception {
        List<Led> cold = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (Led led : List.copyOf(open)) {
            Answer meanwhile = tiers.localAnswer(led.target);
            if (meanwhile == null) {
                cold.add(led);
                questions.add(tiers.question(led.target, led.flight.basis(), false, led.flight::rebase));
            } else {
                answered(led, meanwhile, open, found);
            }
        }
        List<Footing> footings = reader.read(questions, deadline);
        Map<Led, Footing> missing = new LinkedHashMap<>();
        for (int i = 0; i < cold.size(); i++) {
            Answer answer = tiers.answer(questions.get(i), footings.get(i));
            if (answer == null) {
                missing.put(cold.get(i), footings.get(i));
            } else {
                answered(cold.get(i), answer, open, found);
            }
        }
        if (!missing.isEmpty()) {
            Load load = loads.load(
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
            Map<Led, Footing> missing, Set<Led> open, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found)
            throws Exception {
        Set<Led> lagging = new LinkedHashSet<>();
        missing.forEach((led, footing) -> {
            if (keeping.lagging(led.target, footing.basis())) {
                lagging.add(led);
            }
        });
        Map<CacheKey, ?> loaded = ask(missing.keySet().stream().map(Led::target).toList(), loader);
        missing.forEach((led, footing) -> {
            led.target.counters().misses.increment();
            Object value = led.target.form().handOut(loaded.get(led.target.key()));
            LocalEntry kept = Flights.overtaken(led.flight)
                    ? Keeping.forWaiters(led.target, footing, value)
                    : keeping.keep(led.target, footing, value, lagging.contains(led), Decided.NOTHING);
            answered(led, new Answer(value, CacheStatus.MISS, kept), open, found);
        });
    }

    private void answered(Led led, Answer answer, Set<Led> open, Map<CacheKey, @Nullable Object> found) {
        found.put(led.target.key(), answer.value());
        open.remove(led);
        flights.land(led.flight, answer);
    }

    /** A key that somebody else leads: waits for that load, or takes it over. */
    private @Nullable Object one(Target target, BatchLoader<?, ?> loader, Deadline deadline) throws Exception {
        CacheKey key = target.key();
        Call call = new Call(target, () -> loader.load(List.of(key)).get(key), FetchOptions.cached(), Accepted.FRESH);
        return calls.beyondLocal(call, deadline).value();
    }

    private Map<CacheKey, ?> askAlone(List<Target> targets, BatchLoader<?, ?> loader) throws Exception {
        Load load = loads.load(keys(targets), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            return ask(targets, loader);
        } finally {
            load.end();
        }
    }

    private Map<CacheKey, ?> ask(List<Target> missing, BatchLoader<?, ?> loader) throws Exception {
        missing.forEach(target -> target.counters().loads.increment());
        long began = ticker.read();
        try {
            Map<CacheKey, ?> loaded = loader.load(keys(missing));
            loaded(missing, began, false);
            return loaded;
        } catch (Throwable failure) {
            missing.forEach(target -> target.counters().loadFailures.increment());
            loaded(missing, began, true);
            throw failure;
        }
    }

    /** Each cache that a batch asks for is told once. */
    private void loaded(List<Target> asked, long began, boolean failed) {
        long nanos = ticker.read() - began;
        asked.stream().map(Target::counters).distinct().forEach(counters -> counters.loaded(nanos, failed));
    }

    private static List<CacheKey> keys(List<Target> targets) {
        return targets.stream().map(Target::key).toList();
    }
}
