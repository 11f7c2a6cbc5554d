package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.SentEviction;
import io.ledgerlink.nexus.cache.codec.UnreadableEntryException;
import io.ledgerlink.nexus.cache.engine.RemoteReader.Question;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.PutReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers do with entries beside asking a source for them: look, put, begin, touch. */
final class Writes {

    private static final Logger log = LoggerFactory.getLogger(Writes.class);

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteWriter writer;
    private final InTransaction transaction;
    private final Lifetimes lives;

    Writes(
            RemoteTier remote,
            Scopes scopes,
            Bus bus,
            Tiers tiers,
            RemoteWriter writer,
            InTransaction transaction,
            Lifetimes lives) {
        this.remote = remote;
        this.scopes = scopes;
        this.bus = bus;
        this.tiers = tiers;
        this.writer = writer;
        this.transaction = transaction;
        this.lives = lives;
    }

    @Nullable Answer ifPresent(Target target) {
        if (goesPast(target) || transaction.covers(target)) {
            return null;
        }
        Answer local = tiers.localAnswer(target);
        if (local != null) {
            return local;
        }
        Deadline deadline = tiers.begin();
        Question question = tiers.question(target, tiers.capture(target, deadline));
        return tiers.answer(question, tiers.read(question, deadline));
    }

    /** What can be said without asking the remote tier; {@code null} if nothing can. */
    <T> @Nullable Lookup<T> lookupHere(Target target, Function<Answer, Lookup<T>> found) {
        if (goesPast(target) || transaction.covers(target)) {
            target.counters().bypasses.increment();
            return new Lookup.Absent<>(value -> false);
        }
        Answer local = tiers.localAnswer(target);
        return local == null ? null : found.apply(local);
    }

    /**
     * Asks the remote tier, on whatever thread; what was read in vain is what a load that begins now rests on.
     *
     * @param alone whether the load is the caller's own affair, as {@link #ownAffair} said on the caller's thread
     */
    <T> Lookup<T> lookupThere(Target target, boolean alone, Function<Answer, Lookup<T>> found) {
        Deadline deadline = tiers.begin();
        Question question = tiers.question(target, tiers.capture(target, deadline));
        TierRead read = tiers.read(question, deadline);
        Answer answer = tiers.answer(question, read);
        if (answer != null) {
            return found.apply(answer);
        }
        target.counters().misses.increment();
        return new Lookup.Absent<>(ticket(target, read, alone));
    }

    LoadTicket begin(Target target) {
        return ticket(target, readStamps(target, tiers.begin()), ownAffair(target));
    }

    private LoadTicket ticket(Target target, TierRead read, boolean alone) {
        Missing load = tiers.missing(target, read, null, null);
        AtomicBoolean stored = new AtomicBoolean();
        return value -> {
            if (!stored.compareAndSet(false, true)) {
                throw new IllegalStateException(
                        "The ticket for " + target.key() + " was stored before: begin a new one for another value");
            }
            if (alone || ownAffair(target)) {
                transaction.loadedAlone(target);
                return false;
            }
            if (goesPast(target) || !read.basis().stands()) {
                return false;
            }
            LocalEntry kept = tiers.keep(target, load, target.form().handOut(value), LoadDecision.NOTHING);
            return kept != null && kept.fresh(tiers.now());
        };
    }

    EvictionReceipt put(Target target, @Nullable Object value) {
        DeferredEvictions deferral = transaction.join(this::carryOut);
        if (deferral == null) {
            return put(target, value, tiers.begin());
        }
        goesPast(target);
        return deferral.put(new DeferredEvictions.Put(
                target, value, target.lineage(scopes, target.inLocalTier()).scopes()));
    }

    /** Evicts and puts what a transaction has deferred, all of it until one deadline. */
    List<EvictionReceipt> carryOut(Collection<Scope> evicted, Collection<DeferredEvictions.Put> puts) {
        Deadline deadline = tiers.begin();
        List<EvictionReceipt> receipts = new ArrayList<>();
        if (!evicted.isEmpty()) {
            receipts.add(bus.evict(evicted, deadline));
        }
        for (DeferredEvictions.Put put : puts) {
            try {
                receipts.add(put(put.target(), put.value(), deadline));
            } catch (RuntimeException failure) {
                log.error(
                        "A value that was put into cache '{}' inside a transaction could not be kept after its commit, so"
                                + " its query is evicted",
                        put.target().key().cache(),
                        failure);
                receipts.add(bus.evict(List.of(scopes.query(put.target().key())), deadline));
            }
        }
        return receipts;
    }

    /**
     * The stamps of the other scopes are read before the query's eviction begins, the script makes sure that they still stand.
     * Where the remote tier is away the value is the local tier's alone, and the eviction waits in the journal.
     */
    private EvictionReceipt put(Target target, @Nullable Object value, Deadline deadline) {
        TierRead read = readStamps(target, deadline);
        Lifetime life = goesPast(target)
                ? Lifetime.NONE
                : lives.of(target, target.life(value), target.cache().loadTime());
        if (!life.isZero()) {
            target.counters().puts.increment();
        }
        byte[] envelope = read.remote()
                        && target.cache().policy().remote()
                        && !life.isZero()
                        && read.basis().complete()
                ? EntryKeeper.encode(target, read.basis(), value)
                : null;
        if (envelope == null) {
            return evictAndKeepLocally(target, read, value, life, deadline);
        }
        long asOf = tiers.now();
        Scope query = read.basis().lineage().query();
        query.beginEviction();
        StoreRequest request = writer.request(target.key(), read.basis(), envelope, life);
        SentEviction<PutReply> sent = bus.evictWith(
                query, head -> remote.put(bus.request(query), request, head), PutReply::stamp, PutReply::serverMicros);
        try {
            PutReply reply = deadline.await(sent.answer());
            bus.answered(deadline);
            if (reply.outcome() == StoreOutcome.STORED) {
                target.counters().stores.increment();
                keepLocally(target, read.basis().afterOwnEviction(reply.stamp()), asOf, value, life);
            } else {
                target.counters().refusedStores.increment();
            }
            return new EvictionReceipt(
                    Status.CONFIRMED,
                    List.of(new ScopeStamp(query.key(), reply.stamp())),
                    reply.heardBy() < 0 ? OptionalInt.empty() : OptionalInt.of(reply.heardBy()));
        } catch (RemoteException e) {
            target.counters().remoteFailures.increment();
            bus.unanswered(e);
            return new EvictionReceipt(
                    Status.PENDING, List.of(new ScopeStamp(query.key(), 0)), OptionalInt.empty(), sent.confirmation());
        }
    }

    /** The script compares the entry's header alone, so a header is all that travels. */
    boolean touch(Target target) {
        if (goesPast(target) || !target.cache().policy().remote()) {
            return false;
        }
        Deadline deadline = tiers.begin();
        Question question = tiers.questionForAny(target, tiers.capture(target, deadline));
        TierRead read = tiers.read(question, deadline);
        LocalEntry hit = read.hit();
        byte[] header = hit == null ? null : EntryKeeper.encode(target, read.basis(), null);
        if (hit == null || header == null) {
            return false;
        }
        try {
            Lifetime life = lives.of(
                    target,
                    target.life(target.form().value(hit.content())),
                    target.cache().loadTime());
            long sent = tiers.now();
            StoreRequest request = writer.request(target.key(), read.basis(), header, life);
            StoreOutcome outcome = deadline.await(remote.touch(request)).outcome();
            bus.answered(deadline);
            if (outcome != StoreOutcome.STORED) {
                return false;
            }
            LocalEntry touched = new LocalEntry(
                    hit.content(),
                    target.form(),
                    read.basis(),
                    read.asOf(),
                    hit.createdAt(),
                    sent + life.fresh().toNanos(),
                    sent + life.whole().toNanos(),
                    life.refreshMargin());
            if (hit.lineage().further() == 0) {
                target.cache().local().put(target.key(), touched);
            }
            return true;
        } catch (RemoteException e) {
            target.counters().remoteFailures.increment();
            bus.unanswered(e);
            return false;
        } catch (UnreadableEntryException e) {
            target.counters().unreadable.increment();
            return false;
        }
    }

    /**
     * The entry rests on what stood before the eviction, and on the eviction: another one that comes meanwhile, of whichever
     * scope, makes it fall.
     */
    private EvictionReceipt evictAndKeepLocally(
            Target target, TierRead read, @Nullable Object value, Lifetime life, Deadline deadline) {
        StampBasis basis = read.basis();
        long asOf = tiers.now();
        EvictionReceipt receipt = bus.evict(List.of(basis.lineage().query()), deadline);
        if (!life.isZero()) {
            long stamp = receipt.status() == Status.CONFIRMED
                    ? receipt.stamps().get(0).stamp()
                    : basis.queryStamp();
            keepLocally(target, basis.afterOwnEviction(stamp), asOf, value, life);
        }
        return receipt;
    }

    /** Its time begins when the first byte was sent, so it ends no later than the original's. */
    private static void keepLocally(Target target, StampBasis basis, long asOf, @Nullable Object value, Lifetime life) {
        boolean bytes = target.form().bytes();
        Object content =
                bytes ? EntryKeeper.encode(target, basis, value) : target.form().handOut(value);
        if (!bytes || content != null) {
            target.cache().local().put(target.key(), EntryKeeper.entry(target, basis, content, asOf, asOf, life));
        }
    }

    private static boolean goesPast(Target target) {
        return target.bypassedBy(FetchOptions.cached());
    }

    /** Whether what the current thread reads from the source may be of its own transaction. */
    boolean ownAffair(Target target) {
        return transaction.covers(target) || transaction.loadsAlone(target, FetchOptions.cached());
    }

    private TierRead readStamps(Target target, Deadline deadline) {
        return tiers.read(tiers.questionForStamps(target, tiers.capture(target, deadline), basis -> {}), deadline);
    }
}
