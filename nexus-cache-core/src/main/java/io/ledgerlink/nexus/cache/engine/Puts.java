package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.SentEviction;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException;
import io.ledgerlink.nexus.cache.evict.DeferredEvictions;
import io.ledgerlink.nexus.cache.evict.InTransaction;
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
import io.ledgerlink.nexus.cache.tier.EntryKeeper;
import io.ledgerlink.nexus.cache.tier.Lifetime;
import io.ledgerlink.nexus.cache.tier.Lifetimes;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.RemoteWriter;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts values that callers have, and keeps entries longer that are there. */
public final class Puts implements InTransaction.Execution {

    private static final Logger log = LoggerFactory.getLogger(Puts.class);

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Bus bus;
    private final Tiers tiers;
    private final RemoteWriter writer;
    private final InTransaction transaction;
    private final Lifetimes lives;

    public Puts(
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

    EvictionReceipt put(Target target, @Nullable Object value) {
        DeferredEvictions deferral = transaction.join(this);
        if (deferral == null) {
            return put(target, value, tiers.begin());
        }
        target.bypassedBy(FetchOptions.cached());
        return deferral.put(new DeferredEvictions.Put(
                target, value, target.lineage(scopes, target.inLocalTier()).scopes()));
    }

    /** Evicts and puts what a transaction has deferred, all of it until one deadline. */
    @Override
    public List<EvictionReceipt> run(Collection<Scope> evicted, Collection<DeferredEvictions.Put> puts) {
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
        TierRead read = tiers.readStamps(target, deadline);
        Lifetime life = target.bypassedBy(FetchOptions.cached())
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
        if (target.bypassedBy(FetchOptions.cached()) || !target.cache().policy().remote()) {
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
}
