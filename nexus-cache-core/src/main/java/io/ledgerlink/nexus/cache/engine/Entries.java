package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.stamp.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one transaction keeps in the durable journal.
 *
 * <p>One entry as a rule, written when the transaction is about to commit. What is evicted between that and the commit, as an
 * entity listener may do, has entries of its own. For the thread of the transaction.
 */
final class Entries {

    private final JournalKeeper journal;
    private final List<String> ids = new ArrayList<>();
    private boolean committing;

    Entries(JournalKeeper journal) {
        this.journal = journal;
    }

    /** The transaction is about to commit. */
    void write(Collection<Scope> scopes) {
        committing = true;
        add(scopes);
    }

    /** Writes what comes after that, and is still part of the transaction. */
    void writeLate(Collection<Scope> scopes) {
        if (committing) {
            add(scopes);
        }
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
        if (!scopes.isEmpty()) {
            ids.add(journal.write(scopes.stream().map(Scope::key).toList()));
        }
    }
}
