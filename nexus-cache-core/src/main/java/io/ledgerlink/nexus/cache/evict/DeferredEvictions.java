package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.bus.AllConfirmed;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.transaction.Deferring.Deferred;
import io.ledgerlink.nexus.cache.transaction.Transactions.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The evictions and puts of one transaction, until it is over.
 *
 * <p>Evictions go out first and together, then puts in their order. A put becomes an eviction of its query when an eviction of
 * one of its scopes comes after it, when a savepoint is rolled back after it, and when nobody knows how the transaction
 * ended. Safe for use by many threads, as a reactive transaction needs.
 */
public final class DeferredEvictions implements Deferred {

    /** More puts than this become evictions. */
    private static final int MOST_PUTS = 1_000;

    /** A value to be put, and the scopes that its entry belongs to. */
    public record Put(Target target, @Nullable Object value, List<Scope> scopes) {}

    /** Carries out what was deferred, and hears of the end before it returns. */
    interface Owner {

        List<EvictionReceipt> carryOut(Collection<Scope> evicted, Collection<Put> puts);

        void over();
    }

    private final Scopes scopes;
    private final Owner owner;
    private final @Nullable TransactionJournal entries;
    private final ScopeBatch evicted;
    private final Map<CacheKey, Put> puts = new LinkedHashMap<>();
    private final Map<Scope, Set<CacheKey>> putsByScope = new LinkedHashMap<>();
    private final DeferredConfirmation confirmation = new DeferredConfirmation();

    /**
     * Defers until a transaction is over.
     *
     * @param entries what the transaction keeps in a durable journal; {@code null} where there is none
     */
    DeferredEvictions(Scopes scopes, @Nullable TransactionJournal entries, Owner owner) {
        this.scopes = scopes;
        this.entries = entries;
        this.owner = owner;
        this.evicted = new ScopeBatch(scopes);
    }

    @Override
    public EvictionReceipt evict(Consumer<Batch> named) {
        ScopeBatch batch = new ScopeBatch(scopes);
        named.accept(batch);
        return evict(batch);
    }

    EvictionReceipt evict(ScopeBatch batch) {
        Collection<Scope> named = batch.scopes();
        add(batch, named);
        write(named);
        return receipt(named);
    }

    private synchronized void add(ScopeBatch batch, Collection<Scope> named) {
        evicted.addAll(batch);
        if (!puts.isEmpty()) {
            named.forEach(this::dropPutsUnder);
        }
    }

    public EvictionReceipt put(Put put) {
        List<Scope> query = List.of(scopes.query(put.target.key()));
        add(put);
        write(query);
        return receipt(query);
    }

    private synchronized void add(Put put) {
        CacheKey key = put.target.key();
        puts.remove(key);
        if (puts.size() < MOST_PUTS) {
            puts.put(key, put);
            put.scopes.forEach(scope -> putsByScope
                    .computeIfAbsent(scope, unknown -> new LinkedHashSet<>())
                    .add(key));
        } else {
            evicted.query(key);
        }
    }

    private void write(Collection<Scope> named) {
        if (entries != null) {
            entries.evicted(named);
        }
    }

    @Override
    public void committing() {
        if (entries != null) {
            entries.write(everything());
        }
    }

    /** What is evicted, and the queries of what is put. */
    private synchronized Collection<Scope> everything() {
        Collection<Scope> everything = evicted.scopes();
        puts.keySet().forEach(key -> everything.add(scopes.query(key)));
        return everything;
    }

    @Override
    public void committed() {
        if (entries != null) {
            entries.committed();
        }
    }

    @Override
    public boolean covers(CacheKey key) {
        return covers(key, scopes.lineage(key, key.tags()).scopes());
    }

    /** Pages of a query fall together, so a put covers all of them. */
    synchronized boolean covers(CacheKey key, List<Scope> lineage) {
        Scope query = scopes.query(key);
        return evicted.covers(key.tenant(), lineage) || putsByScope.containsKey(query);
    }

    @Override
    public synchronized void rewound() {
        if (entries != null) {
            entries.rewound();
        }
        puts.keySet().forEach(evicted::query);
        puts.clear();
        putsByScope.clear();
    }

    @Override
    public void ended(Outcome outcome) {
        Confirmation carriedOut = null;
        try {
            if (outcome == Outcome.UNKNOWN) {
                rewound();
            }
            if (outcome != Outcome.ROLLED_BACK) {
                List<EvictionReceipt> receipts = carryOut();
                carriedOut = new AllConfirmed(
                        receipts.stream().map(EvictionReceipt::confirmation).toList());
                if (entries != null) {
                    entries.carriedOut(receipts);
                }
            }
        } finally {
            owner.over();
            confirmation.over(carriedOut);
        }
    }

    private List<EvictionReceipt> carryOut() {
        Collection<Scope> deferredEvictions;
        Collection<Put> deferredPuts;
        synchronized (this) {
            deferredEvictions = evicted.scopes();
            deferredPuts = List.copyOf(puts.values());
        }
        return owner.carryOut(deferredEvictions, deferredPuts);
    }

    private void dropPutsUnder(Scope scope) {
        Set<CacheKey> keys = putsByScope.remove(scope);
        if (keys != null) {
            for (CacheKey key : keys) {
                if (puts.remove(key) != null) {
                    evicted.query(key);
                }
            }
        }
    }

    private EvictionReceipt receipt(Collection<Scope> named) {
        return new EvictionReceipt(
                Status.DEFERRED,
                named.stream()
                        .filter(scope -> !scope.isTagClock())
                        .map(scope -> new ScopeStamp(scope.key(), 0))
                        .toList(),
                OptionalInt.empty(),
                confirmation);
    }
}
