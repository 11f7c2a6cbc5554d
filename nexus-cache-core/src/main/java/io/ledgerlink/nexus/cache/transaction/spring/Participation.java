package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.transaction.Transactions.Outcome;
import io.ledgerlink.nexus.cache.transaction.Transactions.Participant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes part in one transaction of a thread.
 *
 * <p>It is bound to the thread while the transaction is under way there, and not while it is suspended. It comes first when
 * the transaction is over, so that what others do then finds evicted what was evicted.
 */
final class Participation implements TransactionSynchronization {

    private static final Logger log = LoggerFactory.getLogger(Participation.class);

    private final Object owner;
    private final Participant participant;
    private volatile boolean over;

    Participation(Object owner, Participant participant) {
        this.owner = owner;
        this.participant = participant;
    }

    Participant participant() {
        return participant;
    }

    boolean over() {
        return over;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(owner);
    }

    /** An inner transaction that ended on another thread has left what it bound here. */
    @Override
    public void resume() {
        TransactionSynchronizationManager.unbindResourceIfPossible(owner);
        TransactionSynchronizationManager.bindResource(owner, this);
    }

    @Override
    public void savepointRollback(Object savepoint) {
        participant.rewound();
    }

    /** A read-only transaction has changed nothing that a crash after its commit could leave stale. */
    @Override
    public void beforeCommit(boolean readOnly) {
        if (!readOnly) {
            participant.committing();
        }
    }

    @Override
    public void afterCommit() {
        participant.committed();
    }

    @Override
    public void afterCompletion(int status) {
        try {
            end(participant, status);
        } finally {
            over = true;
            if (TransactionSynchronizationManager.getResource(owner) == this) {
                TransactionSynchronizationManager.unbindResource(owner);
            }
        }
    }

    /** The transaction stands whatever happens here, so its caller hears of nothing. */
    static void end(Participant participant, int status) {
        try {
            participant.ended(outcome(status));
        } catch (RuntimeException | LinkageError e) {
            log.error(
                    "Evictions of a transaction that is over were not carried out. Evict again what it changed, or wait for"
                            + " the entries' time to live",
                    e);
        }
    }

    private static Outcome outcome(int status) {
        return switch (status) {
            case STATUS_COMMITTED -> Outcome.COMMITTED;
            case STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
            default -> Outcome.UNKNOWN;
        };
    }
}
