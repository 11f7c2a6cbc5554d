package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.codec.UnreadableEntryException;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Wanted;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.PutReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Lineage;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What callers do with entries beside asking a source for them: look, put, begin, touch. */
final class Writes {

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Bus bus;
    private final Calls calls;
    private final RemoteReader reader;
    private final Keeping keeping;
    private final RemoteWriter writer;
    private final Ticker ticker;

    Writes(
            RemoteTier remote,
            Scopes scopes,
            Bus bus,
            Calls calls,
            RemoteReader reader,
            Keeping keeping,
            RemoteWriter writer,
            Ticker ticker) {
        this.remote = remote;
        this.scopes = scopes;
        this.bus = bus;
        this.calls = calls;
        this.reader = reader;
        this.keeping = keeping;
        this.writer = writer;
        this.ticker = ticker;
    }

    @Nullable Answer ifPresent(NamedCache cache, CacheKey key, ValueForm form) {
        if (calls.goesPast(cache, key, FetchOptions.cached())) {
            return null;
        }
        LocalEntry local = calls.localHit(cache, key, form);
        if (local != null) {
            return calls.opened(cache, form, local, CacheStatus.HIT_LOCAL);
        }
        Wanted wanted = cache.policy().remote() ? Wanted.ENTRY : Wanted.STAMPS;
        LocalEntry hit = read(cache, key, form, wanted, reader.begin()).hit();
        if (hit == null) {
            return null;
        }
        cache.local().put(key, hit);
        return calls.opened(cache, form, hit, CacheStatus.HIT_REMOTE);
    }

    LoadTicket begin(NamedCache cache, CacheKey key, ValueForm form) {
        Footing footing = read(cache, key, form, Wanted.STAMPS, reader.begin());
        boolean lagging = keeping.lagging(cache, footing.basis());
        AtomicBoolean stored = new AtomicBoolean();
        return value -> {
            if (!stored.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "The ticket for " + key + " was stored before: begin a new one for another value");
            }
            if (calls.goesPast(cache, key, FetchOptions.cached())) {
                return false;
            }
            if (!footing.basis().stands()) {
                return false;
            }
            LocalEntry kept = keeping.keep(cache, key, form, footing, form.handOut(value), lagging);
            return kept != null && kept.fresh(ticker.read());
        };
    }

    /**
     * The stamps of the other scopes are read before the query's eviction begins, the script makes sure that they still stand.
     * Where the remote tier is away the value is the local tier's alone, and the eviction waits in the journal.
     */
    EvictionReceipt put(NamedCache cache, CacheKey key, ValueForm form, @Nullable Object value) {
        Deadline deadline = reader.begin();
        Footing footing = read(cache, key, form, Wanted.STAMPS, deadline);
        Scope query = footing.basis().lineage().query();
        Duration ttl = calls.goesPast(cache, key, FetchOptions.cached()) ? Duration.ZERO : keeping.ttl(cache, value);
        byte[] envelope = footing.remote()
                        && cache.policy().remote()
                        && !ttl.isZero()
                        && footing.basis().complete()
                ? keeping.encode(cache, form, footing.basis(), value)
                : null;
        if (envelope == null) {
            return evictAndKeepLocally(cache, key, form, footing, value, ttl);
        }
        long asOf = ticker.read();
        query.beginEviction();
        StoreRequest request = withoutQuery(writer.request(key, footing.basis(), envelope, ttl));
        try {
            PutReply reply = deadline.await(bus.evictWith(
                    query,
                    envoy -> remote.put(bus.request(query), request, envoy),
                    PutReply::stamp,
                    PutReply::serverMicros));
            if (reply.outcome() == StoreOutcome.STORED) {
                cache.counters().stores.increment();
                Basis under = footing.basis().afterOwnEviction(reply.stamp());
                keepLocally(cache, key, form, under, asOf, value, ttl);
            } else {
                cache.counters().refusedStores.increment();
            }
            return new EvictionReceipt(
                    Status.CONFIRMED,
                    List.of(new ScopeStamp(query.key(), reply.stamp())),
                    reply.heardBy() < 0 ? OptionalInt.empty() : OptionalInt.of(reply.heardBy()));
        } catch (RemoteException e) {
            cache.counters().remoteFailures.increment();
            return new EvictionReceipt(Status.PENDING, List.of(new ScopeStamp(query.key(), 0)), OptionalInt.empty());
        }
    }

    boolean touch(NamedCache cache, CacheKey key, ValueForm form) {
        if (calls.goesPast(cache, key, FetchOptions.cached()) || !cache.policy().remote()) {
            return false;
        }
        Deadline deadline = reader.begin();
        Footing footing = read(cache, key, form, Wanted.ENTRY, deadline);
        LocalEntry hit = footing.hit();
        if (hit == null) {
            return false;
        }
        try {
            Object value = form.value(hit.content());
            Duration ttl = keeping.ttl(cache, value);
            byte[] envelope = keeping.encode(cache, form, footing.basis(), value);
            if (envelope == null) {
                return false;
            }
            long sent = ticker.read();
            boolean touched = deadline.await(remote.touch(writer.request(key, footing.basis(), envelope, ttl)))
                            .outcome()
                    == StoreOutcome.STORED;
            if (touched) {
                cache.local()
                        .put(
                                key,
                                new LocalEntry(
                                        hit.content(),
                                        form,
                                        footing.basis(),
                                        footing.asOf(),
                                        hit.createdAt(),
                                        sent + ttl.toNanos()));
            }
            return touched;
        } catch (RemoteException e) {
            cache.counters().remoteFailures.increment();
            return false;
        } catch (UnreadableEntryException e) {
            cache.counters().unreadable.increment();
            return false;
        }
    }

    private EvictionReceipt evictAndKeepLocally(
            NamedCache cache, CacheKey key, ValueForm form, Footing footing, @Nullable Object value, Duration ttl) {
        Lineage lineage = footing.basis().lineage();
        EvictionReceipt receipt = bus.evict(List.of(lineage.query()));
        if (!ttl.isZero() && !calls.goesPast(cache, key, FetchOptions.cached())) {
            long asOf = ticker.read();
            keepLocally(cache, key, form, Basis.capture(lineage, bus.epoch()), asOf, value, ttl);
        }
        return receipt;
    }

    /** Its time begins when the first byte was sent, so it ends no later than the original's. */
    private void keepLocally(
            NamedCache cache,
            CacheKey key,
            ValueForm form,
            Basis basis,
            long asOf,
            @Nullable Object value,
            Duration ttl) {
        Object content = form.bytes() ? keeping.encode(cache, form, basis, value) : form.handOut(value);
        if (!form.bytes() || content != null) {
            cache.local().put(key, keeping.entry(form, basis, content, asOf, asOf, ttl));
        }
    }

    private Footing read(NamedCache cache, CacheKey key, ValueForm form, Wanted wanted, Deadline deadline) {
        Lineage lineage = scopes.lineage(key, key.tags());
        reader.learnWide(cache, lineage.all(), lineage.cache(), deadline);
        long asOf = ticker.read();
        Basis captured = Basis.capture(lineage, bus.epoch());
        return reader.read(new Question(cache, key, form, captured, asOf, wanted, basis -> {}), deadline);
    }

    /** The script stamps the query itself, so the query is none of the stamps that must stand. It is the first of them. */
    private static StoreRequest withoutQuery(StoreRequest request) {
        return new StoreRequest(
                request.entryKey(),
                request.envelope(),
                request.freshMicros(),
                request.lifeMillis(),
                request.stampKeys().subList(1, request.stampKeys().size()),
                Arrays.copyOfRange(request.stamps(), 1, request.stamps().length));
    }
}
