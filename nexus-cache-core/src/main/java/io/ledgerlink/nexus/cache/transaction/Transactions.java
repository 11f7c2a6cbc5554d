package io.ledgerlink.nexus.cache.transaction;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of the application, as the cache asks of them.
 *
 * <p>Safe for use by many threads; every answer is about the current one. Methods are called often and must not throw.
 *
 * @since 0.1
 */
public interface Transactions {

    /** What the current thread's reads may see. */
    Reading reading();

    /** Whether the current transaction can write nothing. */
    default boolean readOnly() {
        return false;
    }

    /** Whether a transaction is under way that is bound to the current thread, so that its reads must be made there. */
    default boolean active() {
        return reading() == Reading.OWN;
    }

    /** What an owner takes part in the current transaction with, or {@code null}. Costs no more than a look-up. */
    @Nullable Participant joined(Object owner);

    /**
     * What an owner takes part in the current transaction with: made by its first call, the same for every later one, and
     * told how the transaction ends. {@code null} where no transaction is under way or it is ending.
     */
    @Nullable Participant join(Object owner, Supplier<? extends Participant> create);

    /** No call is ever inside a transaction. */
    static Transactions none() {
        return NoTransactions.NONE;
    }

    /** What a thread's reads may see. */
    enum Reading {
        /** What everybody sees: there is no transaction, or a read-only one that is known to read what is committed now. */
        COMMITTED,
        /** Its own uncommitted rows, or an old snapshot. */
        OWN
    }

    /** How a transaction ended. */
    enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        /** Nobody can tell: it may have been committed. */
        UNKNOWN
    }

    /** Takes part in one transaction. What it throws is logged and goes no further, but for {@link #committing}. */
    interface Participant {

        /**
         * The transaction is about to commit, unless it is read-only, and can still write. What this throws keeps it from
         * committing. Where nobody calls it, no durable journal is written.
         */
        default void committing() {}

        /** The transaction has committed, and is not over yet: what is written now is no part of it. */
        default void committed() {}

        /** A part of the transaction was rolled back to a savepoint; the rest goes on. */
        void rewound();

        /** The transaction is over. Called once, on whatever thread ends it. */
        void ended(Outcome outcome);
    }
}

enum NoTransactions implements Transactions {
    NONE;

    @Override
    public Reading reading() {
        return Reading.COMMITTED;
    }

    @Override
    public @Nullable Participant joined(Object owner) {
        return null;
    }

    @Override
    public @Nullable Participant join(Object owner, Supplier<? extends Participant> create) {
        return null;
    }
}
