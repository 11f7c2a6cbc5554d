package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.stamp.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What one transaction keeps in the durable journal.
 *
 * <p>An entry for its first eviction, written at once: if that comes while the transaction commits, as an entity listener's may,
 * nobody is told of the commit any more. One for all that came since, written when the transaction is about to commit, and one for
 * each eviction between that and the commit. A read-only transaction writes none. For the thread of the transaction.
 */
final class TransactionJournal {

    private final JournalKeeper journal;
    private final BooleanSupplier readOnly;
    private final List<String> ids = new ArrayList<>();
    private final Set<Scope> written = new HashSet<>();
    private boolean committing;

    TransactionJournal(JournalKeeper journal, BooleanSupplier readOnly) {
        this.journal = journal;
        this.readOnly = readOnly;
    }

    /** The transaction is about to commit, and evicts all this. */
    void write(Collection<Scope> scopes) {
        committing = true;
        add(scopes);
    }

    /** The transaction evicts. */
    void evicted(Collection<Scope> scopes) {
        if (committing || (ids.isEmpty() && !readOnly.getAsBoolean())) {
            add(scopes);
        }
    }

    /** What was written since a savepoint may be gone. */
    void rewound() {
        written.clear();
    }

    void committed() {
        committing = false;
    }

    /** Entries whose evictions were not all confirmed stay, for whoever can deliver them first. */
    void carriedOut(List<EvictionReceipt> receipts) {
        if (receipts.stream().allMatch(receipt -> receipt.status() == Status.CONFIRMED)) {
            journal.confirmed(ids);
        }
    }

    private void add(Collection<Scope> scopes) {
        List<Scope> unwritten =
                scopes.stream().filter(scope -> !written.contains(scope)).toList();
        if (!unwritten.isEmpty()) {
            ids.add(journal.write(unwritten.stream().map(Scope::key).toList()));
            written.addAll(unwritten);
        }
    }
}
