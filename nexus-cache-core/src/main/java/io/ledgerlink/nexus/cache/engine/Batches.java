package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.engine.Calls.Call;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Wanted;
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

    private final Caches caches;
    private final Scopes scopes;
    private final Bus bus;
    private final Calls calls;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final Flights flights;
    private final LoadsOfThread loads;
    private final Ticker ticker;

    Batches(
            Caches caches,
            Scopes scopes,
            Bus bus,
            Calls calls,
            RemoteReader reader,
            Keeping keeping,
            Flights flights,
            LoadsOfThread loads,
            Ticker ticker) {
        this.caches = caches;
        this.scopes = scopes;
        this.bus = bus;
        this.calls = calls;
        this.reader = reader;
        this.keeping = keeping;
        this.flights = flights;
        this.loads = loads;
        this.ticker = ticker;
    }

    @SuppressWarnings("unchecked")
    <T> Map<CacheKey, T> getAll(Collection<CacheKey> keys, Type type, BatchLoader<? extends T, ?> loader)
            throws Exception {
        Map<CacheKey, @Nullable Object> found = new LinkedHashMap<>();
        List<CacheKey> past = new ArrayList<>();
        List<CacheKey> unanswered = new ArrayList<>();
        for (CacheKey key : new LinkedHashSet<>(keys)) {
            found.put(key, null);
            NamedCache cache = caches.get(key.cache());
            if (calls.goesPast(cache, key, FetchOptions.cached())) {
                past.add(key);
            } else if (!answeredLocally(cache, key, type, found)) {
                unanswered.add(key);
            }
        }
        fromSourceAlone(past, type, loader, found);
        List<CacheKey> joined = leadTogether(unanswered, type, loader, found);
        for (CacheKey key : joined) {
            found.put(key, one(key, type, loader));
        }
        found.values().removeIf(value -> value == null);
        return (Map<CacheKey, T>) (Map<CacheKey, ?>) found;
    }

    private boolean answeredLocally(NamedCache cache, CacheKey key, Type type, Map<CacheKey, @Nullable Object> found) {
        Answer answer = localAnswer(cache, key, cache.form(type));
        if (answer != null) {
            found.put(key, answer.value());
        }
        return answer != null;
    }

    private @Nullable Answer localAnswer(NamedCache cache, CacheKey key, ValueForm form) {
        LocalEntry entry = calls.localHit(cache, key, form);
        return entry == null ? null : calls.opened(cache, form, entry, CacheStatus.HIT_LOCAL);
    }

    private void fromSourceAlone(
            List<CacheKey> past, Type type, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found)
            throws Exception {
        if (past.isEmpty()) {
            return;
        }
        past.forEach(key -> caches.get(key.cache()).counters().bypasses.increment());
        Map<CacheKey, ?> loaded = ask(past, loader);
        for (CacheKey key : past) {
            found.put(key, caches.get(key.cache()).form(type).handOut(loaded.get(key)));
        }
    }

    /** Leads what nobody leads; the keys that somebody else does are returned. */
    private List<CacheKey> leadTogether(
            List<CacheKey> keys, Type type, BatchLoader<?, ?> loader, Map<CacheKey, @Nullable Object> found)
            throws Exception {
        List<CacheKey> joined = new ArrayList<>();
        List<Flight> led = new ArrayList<>();
        Deadline deadline = reader.begin();
        Set<Flight> open = new LinkedHashSet<>();
        try {
            for (CacheKey key : keys) {
                loads.refuseOwn(key);
                NamedCache cache = caches.get(key.cache());
                Lineage lineage = scopes.lineage(key, key.tags());
                reader.learnWide(cache, lineage.all(), lineage.cache(), deadline);
                Epoch epoch = bus.epoch();
                Flight own = new Flight(key, cache.form(type), Basis.capture(lineage, epoch));
                if (flights.joinOrLead(own, epoch) == own) {
                    led.add(own);
                    open.add(own);
                } else {
                    joined.add(key);
                }
            }
            complete(led, open, loader, found, deadline);
            return joined;
        } catch (Throwable failure) {
            open.forEach(flights::remove);
            open.forEach(flight -> flight.fail(failure));
            throw failure;
        }
    }

    private void complete(
            List<Flight> led,
            Set<Flight> open,
            BatchLoader<?, ?> loader,
            Map<CacheKey, @Nullable Object> found,
            Deadline deadline)
            throws Exception {
        List<Flight> cold = new ArrayList<>();
        for (Flight flight : led) {
            Answer meanwhile = localAnswer(caches.get(flight.key().cache()), flight.key(), flight.form());
            if (meanwhile == null) {
                cold.add(flight);
            } else {
                answered(flight, meanwhile, open, found);
            }
        }
        long asOf = ticker.read();
        List<Question> questions = new ArrayList<>();
        for (Flight flight : cold) {
            NamedCache cache = caches.get(flight.key().cache());
            Wanted wanted = cache.policy().remote() ? Wanted.ENTRY : Wanted.STAMPS;
            questions.add(
                    new Question(cache, flight.key(), flight.form(), flight.basis(), asOf, wanted, flight::rebase));
        }
        List<Footing> footings = reader.read(questions, deadline);
        Map<Flight, Footing> missing = new LinkedHashMap<>();
        for (int i = 0; i < cold.size(); i++) {
            Flight flight = cold.get(i);
            Footing footing = footings.get(i);
            NamedCache cache = questions.get(i).cache();
            LocalEntry hit = footing.hit();
            Answer answer = hit == null ? null : calls.opened(cache, flight.form(), hit, CacheStatus.HIT_REMOTE);
            if (hit == null || answer == null) {
                missing.put(flight, footing);
            } else {
                cache.local().put(flight.key(), hit);
                answered(flight, answer, open, found);
            }
        }
        load(missing, open, loader, found);
    }

    private void load(
            Map<Flight, Footing> missing,
            Set<Flight> open,
            BatchLoader<?, ?> loader,
            Map<CacheKey, @Nullable Object> found)
            throws Exception {
        if (missing.isEmpty()) {
            return;
        }
        Set<Flight> lagging = new LinkedHashSet<>();
        missing.forEach((flight, footing) -> {
            if (keeping.lagging(caches.get(flight.key().cache()), footing.basis())) {
                lagging.add(flight);
            }
        });
        Map<CacheKey, ?> loaded = ask(missing.keySet().stream().map(Flight::key).toList(), loader);
        for (Map.Entry<Flight, Footing> entry : missing.entrySet()) {
            Flight flight = entry.getKey();
            NamedCache cache = caches.get(flight.key().cache());
            cache.counters().misses.increment();
            Object value = flight.form().handOut(loaded.get(flight.key()));
            LocalEntry kept =
                    keeping.keep(cache, flight.key(), flight.form(), entry.getValue(), value, lagging.contains(flight));
            answered(flight, new Answer(value, CacheStatus.MISS, kept), open, found);
        }
    }

    private void answered(Flight flight, Answer answer, Set<Flight> open, Map<CacheKey, @Nullable Object> found) {
        found.put(flight.key(), answer.value());
        open.remove(flight);
        flights.remove(flight);
        flight.complete(answer);
    }

    /** A key that somebody else leads: waits for that load, or takes it over. */
    private @Nullable Object one(CacheKey key, Type type, BatchLoader<?, ?> loader) throws Exception {
        NamedCache cache = caches.get(key.cache());
        return calls.answer(new Call(
                        cache,
                        key,
                        key::tags,
                        cache.form(type),
                        () -> loader.load(List.of(key)).get(key),
                        FetchOptions.cached()))
                .value();
    }

    private Map<CacheKey, ?> ask(List<CacheKey> missing, BatchLoader<?, ?> loader) throws Exception {
        missing.forEach(key -> caches.get(key.cache()).counters().loads.increment());
        try (LoadsOfThread.Frame frame = loads.enter(missing)) {
            return loader.load(missing);
        } catch (Throwable failure) {
            missing.forEach(
                    key -> caches.get(key.cache()).counters().loadFailures.increment());
            throw failure;
        }
    }
}
