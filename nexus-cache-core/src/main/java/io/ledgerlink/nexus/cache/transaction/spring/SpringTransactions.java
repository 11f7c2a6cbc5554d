package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * The transactions of Spring's transaction managers that are bound to threads.
 *
 * <p>Internal. A transaction manager that synchronizes nothing is not seen. Safe for use by many threads.
 */
public final class SpringTransactions implements Transactions {

    private static final boolean JDBC = ClassUtils.isPresent(
            "org.springframework.jdbc.datasource.ConnectionHolder", SpringTransactions.class.getClassLoader());

    private final @Nullable ConnectionIsolation connections = JDBC ? new ConnectionIsolation() : null;

    @Override
    public Reading reading() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return Reading.COMMITTED;
        }
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly() && readsCommitted()
                ? Reading.COMMITTED
                : Reading.OWN;
    }

    private boolean readsCommitted() {
        Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
        return isolation != null
                ? isolation == TransactionDefinition.ISOLATION_READ_COMMITTED
                : connections != null && connections.readCommitted();
    }

    /** A transaction manager may end a transaction on another thread than the one that it began on. */
    @Override
    public @Nullable Participant joined(Object owner) {
        Object bound = TransactionSynchronizationManager.getResource(owner);
        if (bound instanceof Participation participation) {
            if (!participation.over()) {
                return participation.participant();
            }
            TransactionSynchronizationManager.unbindResourceIfPossible(owner);
        }
        return null;
    }

    /** While a transaction ends it still counts as active, but takes no more synchronizations. */
    @Override
    public @Nullable Participant join(Object owner, Supplier<? extends Participant> create) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return null;
        }
        Participant joined = joined(owner);
        if (joined != null) {
            return joined;
        }
        Participant participant = create.get();
        Participation participation = new Participation(owner, participant);
        TransactionSynchronizationManager.registerSynchronization(participation);
        TransactionSynchronizationManager.bindResource(owner, participation);
        return participant;
    }
}
