package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.entry.EntryFields;
import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.FoundRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.FoundTags;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores entries in the remote tier behind the caller's back.
 *
 * <p>A bounded number may be on their way; more are dropped and counted, for a store that does not happen is a miss later
 * and nothing worse. A store is conditional on its stamps, so a late one does no harm.
 */
public final class RemoteWriter {

    private static final Logger log = LoggerFactory.getLogger(RemoteWriter.class);

    private static final byte[] NO_ENTRY = {};

    private final RemoteTier remote;
    private final Bus bus;
    private final KeyText text;
    private final ServerClock clock;
    private final Ticker ticker;
    private final Executor executor;
    private final int capacity;
    private final Semaphore room;

    public RemoteWriter(RemoteAccess remote, Bus bus, KeyText text, Ticker ticker, Executor executor, int capacity) {
        this.remote = remote.tier();
        this.bus = bus;
        this.text = text;
        this.clock = remote.clock();
        this.ticker = ticker;
        this.executor = executor;
        this.capacity = capacity;
        this.room = new Semaphore(capacity);
    }

    /**
     * What is stored.
     *
     * @param encoded the value's whole entry, where it is known already
     */
    record Content(@Nullable Object value, byte @Nullable [] encoded, EntryFields fields) {

        private byte[] envelope(Target target, StampBasis basis) {
            return encoded != null ? encoded : target.form().encode(value, basis, fields);
        }
    }

    /** Stores a value under its basis, soon. */
    void store(Target target, StampBasis basis, Content content, Lifetime life) {
        soon(target, () -> send(target, basis, content, life));
    }

    /**
     * Dates the entry that was stored under the same stamps again, soon, by its header alone; where it is gone, its content is
     * stored.
     */
    void renew(Target target, StampBasis basis, Content content, Lifetime life) {
        soon(target, () -> sendHeader(target, basis, content, life));
    }

    /** What becomes of an entry with found tags that was stored. */
    interface Kept {

        /** The entry rests on this, and the store was sent then; called by a thread of the remote tier. */
        void kept(StampBasis resting, long sent);
    }

    /** Stores a value with the tags that its source has found, soon; in a cache without remote tier only its tags are checked. */
    void storeFound(Target target, StampBasis basis, List<Scope> tags, Content content, Lifetime life, Kept kept) {
        soon(target, () -> sendFound(target, basis, tags, content, life, kept));
    }

    private void sendFound(
            Target target, StampBasis basis, List<Scope> tags, Content content, Lifetime life, Kept kept) {
        FoundTags found = FoundTags.capture(tags);
        Scope tagClock = Objects.requireNonNull(basis.tagClock());
        if (found.pending() || tagClock.pending()) {
            room.release();
            target.counters().refusedStores.increment();
            return;
        }
        boolean stores = target.cache().policy().remote();
        send(
                target,
                basis.bare(),
                () -> stores ? content.envelope(target, basis) : NO_ENTRY,
                life,
                request -> {
                    long sent = ticker.read();
                    FoundRequest whole = new FoundRequest(
                            request,
                            tagClock.key(),
                            basis.tagClockStamp(),
                            keys(tags),
                            bus.request(tagClock).lifeMillis());
                    return remote.storeFound(whole).thenApply(reply -> {
                        if (reply.outcome() == StoreOutcome.STORED) {
                            kept.kept(found.under(basis, reply.stamps()), sent);
                        }
                        return new StoreReply(reply.outcome(), reply.serverMicros());
                    });
                },
                null);
    }

    private void soon(Target target, Runnable send) {
        if (!room.tryAcquire()) {
            target.counters().droppedStores.increment();
            return;
        }
        try {
            executor.execute(send);
        } catch (RejectedExecutionException closed) {
            room.release();
            target.counters().droppedStores.increment();
        }
    }

    /** Stores a value under its basis now, for those who wait for it; what is not stored is left to the end of the load. */
    void storeNow(Target target, StampBasis basis, Content content, Lifetime life, Consumer<StoreRequest> store) {
        byte[] envelope;
        try {
            envelope = content.envelope(target, basis);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            unencodable(target.cache(), e);
            return;
        }
        if (basis.stands()) {
            store.accept(request(target.key(), basis, envelope, life));
        } else {
            target.counters().refusedStores.increment();
        }
    }

    /** The request that stores an entry under its basis, the query's stamp included. */
    public StoreRequest request(CacheKey key, StampBasis basis, byte[] envelope, Lifetime life) {
        return new StoreRequest(
                EntryKey.of(text, key),
                envelope,
                life.fresh().toNanos() / 1000,
                Math.max(1, life.whole().toMillis()),
                keys(basis.near()),
                basis.nearStamps());
    }

    public static List<String> keys(List<Scope> scopes) {
        return scopes.stream().map(Scope::key).toList();
    }

    /** Waits until all that was accepted has been answered, at most that long. */
    public void flush(Duration atMost) throws InterruptedException {
        if (room.tryAcquire(capacity, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            room.release(capacity);
        }
    }

    private void send(Target target, StampBasis basis, Content content, Lifetime life) {
        send(target, basis, () -> content.envelope(target, basis), life, remote::store, null);
    }

    private void sendHeader(Target target, StampBasis basis, Content content, Lifetime life) {
        Runnable again = () -> store(target, basis, content, life);
        send(target, basis, () -> renewing(target, basis), life, remote::touch, again);
    }

    /** A header that says when it was created asks for its entry to be dated again. */
    private static byte[] renewing(Target target, StampBasis basis) {
        byte[] header = target.form().encode(null, basis, EntryFields.NONE);
        ByteBuffer.wrap(header).putLong(EnvelopeLayout.CREATED_AT, 1);
        return header;
    }

    /**
     * What has fallen since it was loaded is not sent: the script would refuse it, unless the eviction is still pending.
     *
     * @param gone what to do where the entry that was meant is gone, {@code null} if there was none
     */
    private void send(
            Target target,
            StampBasis basis,
            Supplier<byte[]> encoding,
            Lifetime life,
            Function<StoreRequest, CompletionStage<StoreReply>> command,
            @Nullable Runnable gone) {
        CacheCounters counters = target.counters();
        if (!bus.ready()) {
            room.release();
            counters.droppedStores.increment();
            return;
        }
        byte[] envelope;
        try {
            envelope = encoding.get();
        } catch (RuntimeException | Error e) {
            room.release();
            unencodable(target.cache(), e);
            return;
        }
        if (!basis.stands()) {
            room.release();
            counters.refusedStores.increment();
            return;
        }
        long sent = ticker.read();
        try {
            command.apply(request(target.key(), basis, envelope, life)).whenComplete((reply, failure) -> {
                room.release();
                if (failure != null) {
                    counters.remoteFailures.increment();
                    return;
                }
                clock.read(sent, ticker.read(), reply.serverMicros());
                if (reply.outcome() == StoreOutcome.GONE && gone != null) {
                    gone.run();
                } else {
                    (reply.outcome() == StoreOutcome.STORED ? counters.stores : counters.refusedStores).increment();
                }
            });
        } catch (RuntimeException e) {
            room.release();
            counters.remoteFailures.increment();
        }
    }

    /** Says once per cache what cannot be encoded; after that it is only counted. */
    static void unencodable(NamedCache cache, Throwable failure) {
        cache.counters().unencodable.increment();
        if (cache.counters().unencodable.sum() == 1) {
            log.warn(
                    "A result of cache '{}' could not be encoded, so it is not stored in Redis. Return a type that Jackson"
                            + " can write and read, or keep the cache local (remote: false)",
                    cache.name(),
                    failure);
        }
    }
}
