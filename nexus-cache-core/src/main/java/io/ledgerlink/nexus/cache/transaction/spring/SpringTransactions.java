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
 * <p>A transaction manager that synchronizes nothing is not seen, and one of JPA is never known to read what is
 * committed: its persistence context may have read before. Outside of transactions a Hibernate session that stays open, as
 * one of open-in-view does, counts as long as it remembers no entity. Safe for use by many threads.
 */
public final class SpringTransactions implements Transactions {

    private static final boolean JDBC = ClassUtils.isPresent(
            "org.springframework.jdbc.datasource.ConnectionHolder", SpringTransactions.class.getClassLoader());

    private static final boolean OPEN_SESSIONS =
            found("org.springframework.orm.jpa.EntityManagerHolder") != null && found("org.hibernate.Session") != null;

    private static final @Nullable Class<?> PERSISTENCE_CONTEXT =
            found("org.springframework.orm.jpa.EntityManagerHolder");

    private final @Nullable ConnectionIsolation connections = JDBC ? new ConnectionIsolation() : null;

    private static @Nullable Class<?> found(String name) {
        ClassLoader loader = SpringTransactions.class.getClassLoader();
        return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
    }

    @Override
    public Reading reading() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return OPEN_SESSIONS && OpenSessions.rememberEntities() ? Reading.OWN : Reading.COMMITTED;
        }
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly() && !repeatsReads() && readsCommitted()
                ? Reading.COMMITTED
                : Reading.OWN;
    }

    @Override
    public boolean readOnly() {
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
    }

    @Override
    public boolean active() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }

    /** A persistence context hands out entities as it first read them, whatever the isolation. */
    private static boolean repeatsReads() {
        return PERSISTENCE_CONTEXT != null
                && TransactionSynchronizationManager.getResourceMap().values().stream()
                        .anyMatch(PERSISTENCE_CONTEXT::isInstance);
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
