package io.ledgerlink.nexus.cache.transaction.spring;

import org.hibernate.Session;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hibernate's sessions that are open on a thread.
 *
 * <p>Needs Spring's ORM support and Hibernate.
 */
final class OpenSessions {

    private OpenSessions() {}

    /** Whether a session of the current thread would hand out entities as it read them earlier. */
    static boolean rememberEntities() {
        for (Object bound : TransactionSynchronizationManager.getResourceMap().values()) {
            if (bound instanceof EntityManagerHolder holder
                    && holder.getEntityManager() instanceof Session session
                    && session.getStatistics().getEntityCount() > 0) {
                return true;
            }
        }
        return false;
    }
}
