package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transactions of simulated callers: each actor may be in one. */
final class Commits implements Transactions {

    /** One transaction on one row, which it has changed and nobody else can change meanwhile. */
    static final class Transaction {

        private final int row;
        private final Map<Object, Participant> participants = new LinkedHashMap<>();

        private Transaction(int row) {
            this.row = row;
        }

        int row() {
            return row;
        }

        void end(Outcome outcome) {
            participants.values().forEach(participant -> participant.ended(outcome));
        }

        void rewind() {
            participants.values().forEach(Participant::rewound);
        }
    }

    private final Map<Actor, Transaction> current = new WeakHashMap<>();

    Transaction begin(int row) {
        Transaction transaction = new Transaction(row);
        current.put(actor(), transaction);
        return transaction;
    }

    /** What comes now is outside; the transaction is still to be told how it ended. */
    void leave() {
        current.remove(actor());
    }

    @Nullable Transaction current() {
        Actor actor = Actor.current();
        return actor == null ? null : current.get(actor);
    }

    private static Actor actor() {
        Actor actor = Actor.current();
        if (actor == null) {
            throw new IllegalStateException("Only an actor can be in a transaction");
        }
        return actor;
    }

    @Override
    public Reading reading() {
        return current() == null ? Reading.COMMITTED : Reading.OWN;
    }

    @Override
    public @Nullable Participant joined(Object owner) {
        Transaction transaction = current();
        return transaction == null ? null : transaction.participants.get(owner);
    }

    @Override
    public @Nullable Participant join(Object owner, Supplier<? extends Participant> create) {
        Transaction transaction = current();
        return transaction == null ? null : transaction.participants.computeIfAbsent(owner, unknown -> create.get());
    }
}
