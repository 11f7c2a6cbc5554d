package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import io.ledgerlink.nexus.cache.transaction.Transactions.Reading;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the transaction around the current thread means for a call.
 *
 * <p>While nobody on this instance defers anything, a call finds out by reading one field. Safe for use by many threads.
 */
public final class InTransaction {

    private static final Logger log = LoggerFactory.getLogger(InTransaction.class);

    /** Queries that are advised about; more are only counted. */
    private static final int MOST_ADVISED = 1_000;

    private final Transactions transactions;
    private final Scopes scopes;
    private final @Nullable JournalKeeper journal;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<String> advised = ConcurrentHashMap.newKeySet();

    public InTransaction(Transactions transactions, Scopes scopes, @Nullable JournalKeeper journal) {
        this.transactions = transactions;
        this.scopes = scopes;
        this.journal = journal;
    }

    /** Defers for a transaction that the caller knows of. */
    public DeferredEvictions defer(Execution execution) {
        open.incrementAndGet();
        return new DeferredEvictions(
                scopes,
                journal == null ? null : new TransactionJournal(journal, transactions::readOnly),
                new DeferredEvictions.Owner() {
                    @Override
                    public List<EvictionReceipt> carryOut(
                            Collection<Scope> evicted, Collection<DeferredEvictions.Put> puts) {
                        return execution.run(evicted, puts);
                    }

                    @Override
                    public void over() {
                        open.decrementAndGet();
                    }
                });
    }

    /** Where the current transaction's evictions and puts are kept, or {@code null} if they take effect at once. */
    public @Nullable DeferredEvictions join(Execution execution) {
        return (DeferredEvictions) transactions.join(this, () -> defer(execution));
    }

    /** Whether the current thread's transaction has deferred something. */
    public boolean defers() {
        return open.get() != 0 && transactions.joined(this) != null;
    }

    /** Whether what the current thread reads from the source is what everybody sees. */
    public boolean seesCommitted() {
        return transactions.reading() == Reading.COMMITTED && !defers();
    }

    /** Whether the source must be asked on the current thread, to which the transaction is bound. */
    public boolean active() {
        return transactions.active();
    }

    /** Whether an answer of the tiers would be of before what the current transaction itself has evicted or put. */
    public boolean covers(Target target) {
        if (open.get() == 0 || !(transactions.joined(this) instanceof DeferredEvictions deferral)) {
            return false;
        }
        CacheKey key = target.key();
        return deferral.covers(key, scopes.lineage(key, target.tags().get()).scopes()) || coversFound(deferral, target);
    }

    /** Which tags a result carries is not known here, so any tag of the tenant may be one of them. */
    private boolean coversFound(DeferredEvictions deferral, Target target) {
        CacheKey key = target.key();
        String tenant = key.tenant();
        LocalEntry there = target.cache().local().get(key);
        boolean mayCarry = target.finds() || (there != null && there.lineage().further() > 0);
        return tenant != null && mayCarry && deferral.covers(key, List.of(scopes.tagClock(tenant)));
    }

    /** Whether what the current thread loads is nobody else's business: it may be of its own transaction. */
    public boolean loadsAlone(Target target, FetchOptions options) {
        return target.policy().transactions() == CachePolicy.Transactions.STRICT
                && (options.mode() == Mode.UNSHARED || transactions.reading() == Reading.OWN || defers());
    }

    /** The answer of a load that is not kept, for the call that made it. */
    public Answer loadedAlone(Target target, @Nullable Object loaded) {
        target.counters().misses.increment();
        loadedAlone(target);
        return new Answer(target.form().handOut(loaded), CacheStatus.MISS, null);
    }

    /** Counts a load that is not kept, and says once per query what to do about it. */
    public void loadedAlone(Target target) {
        target.counters().transactionalLoads.increment();
        String cache = target.key().cache();
        String query = target.key().shape().query();
        if (advised.size() < MOST_ADVISED && advised.add(cache + ' ' + query)) {
            log.warn(
                    "Results of query '{}' of cache '{}' that are loaded inside a transaction are not kept, unless it is"
                            + " read-only and known to be read committed: they may be its own uncommitted rows; nor are"
                            + " those loaded in a JPA session that has read entities before, which it hands out again."
                            + " Move the call out of the transaction or before the session's other reads, make the"
                            + " transaction read-only with isolation read committed, or accept it with"
                            + " nexus.cache.caches.{}.transactions: relaxed",
                    query,
                    cache,
                    cache);
        }
    }

    /** Carries out what was deferred, when the transaction is over. */
    public interface Execution {

        List<EvictionReceipt> run(Collection<Scope> evicted, Collection<DeferredEvictions.Put> puts);
    }
}
