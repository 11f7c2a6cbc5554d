package io.ledgerlink.nexus.cache.transaction.spring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Which isolation connections have whose transaction asked for none: each data source is asked once.
 *
 * <p>Needs Spring's JDBC support. Safe for use by many threads.
 */
final class ConnectionIsolation {

    private final Map<DataSource, Integer> known = Collections.synchronizedMap(new WeakHashMap<>());

    /** Whether the current transaction has a connection, and every one of them is known to be read committed. */
    boolean readCommitted() {
        boolean any = false;
        for (Map.Entry<Object, Object> bound :
                TransactionSynchronizationManager.getResourceMap().entrySet()) {
            if (bound.getKey() instanceof DataSource source && bound.getValue() instanceof ConnectionHolder holder) {
                if (isolation(source, holder) != Connection.TRANSACTION_READ_COMMITTED) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** A connection that does not answer is asked again another time. */
    private int isolation(DataSource source, ConnectionHolder holder) {
        Integer answered = known.get(source);
        if (answered != null) {
            return answered;
        }
        try {
            int asked = holder.getConnection().getTransactionIsolation();
            known.put(source, asked);
            return asked;
        } catch (SQLException | RuntimeException e) {
            return Connection.TRANSACTION_NONE;
        }
    }
}
