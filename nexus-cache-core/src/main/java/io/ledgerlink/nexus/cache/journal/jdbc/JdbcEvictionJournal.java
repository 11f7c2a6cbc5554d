package io.ledgerlink.nexus.cache.journal.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.journal.EvictionJournalException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A table of evictions, written in Spring's transactions over the same data source.
 *
 * <p>No clock is compared, neither the database's nor an instance's: each instance watches by its own ticker how long a row
 * has been lying. A row that an instance has known for the grace time is left over. It is claimed by counting its claims up,
 * which one of several instances does first; a claim that leads to nothing for the grace time has lapsed. So a row that was
 * left over is claimed one to two grace times later, and by the next poll.
 *
 * <p>Works on every database that knows identity columns; the scripts {@code schema-<platform>.sql} beside this class make the
 * table. Rows of other applications, told by their names, are left alone, as are rows of a format that a newer version writes.
 *
 * <p>In a transaction that is not of this data source the row is written and committed on its own, before that transaction
 * commits; the log says so once. Safe for use by many threads, and for one that claims.
 *
 * @since 0.1
 */
public final class JdbcEvictionJournal implements EvictionJournal {

    /** The table's name where no other is given. */
    public static final String TABLE = "NEXUS_CACHE_JOURNAL";

    private static final Logger log = LoggerFactory.getLogger(JdbcEvictionJournal.class);

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*){0,2}");

    /** Of what stands in the column {@code scopes}: a line for each. */
    private static final int FORMAT = 1;

    private static final int PUT_ASIDE = -1;

    private final DataSource source;
    private final String application;
    private final String table;
    private final Duration grace;
    private final Leases leases;
    private final AtomicBoolean strangerTold = new AtomicBoolean();
    private final AtomicBoolean newerTold = new AtomicBoolean();

    private JdbcEvictionJournal(DataSource source, String application, String table, Duration grace, Ticker ticker) {
        this.source = source;
        this.application = application;
        this.table = table;
        this.grace = grace;
        this.leases = new Leases(grace.toNanos(), ticker);
    }

    /**
     * A journal in the table {@value #TABLE}, with a grace time of ten seconds.
     *
     * @param source the one that the application's transactions are made on
     * @param application the name that the cache was given too, no longer than 255 characters
     */
    public static JdbcEvictionJournal of(DataSource source, String application) {
        return new JdbcEvictionJournal(
                target(source), application, TABLE, Duration.ofSeconds(10), Ticker.systemTicker());
    }

    /** Transactions are known by the data source itself. */
    private static DataSource target(DataSource source) {
        DataSource target =
                source instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : null;
        return target == null ? source : target;
    }

    /** The same in another table, whose name may say the schema too. */
    public JdbcEvictionJournal table(String name) {
        return new JdbcEvictionJournal(source, application, requireName(name), grace, leases.ticker());
    }

    /** The name itself, if a table can have it without being quoted. */
    public static String requireName(String table) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "'" + table + "' cannot be the table of a JdbcEvictionJournal: write a name"
                            + " of letters, digits and _, such as " + TABLE
                            + ", with its schema and a dot before it if need be");
        }
        return table;
    }

    /** The same with another time that a row may lie before it counts as left over. */
    public JdbcEvictionJournal grace(Duration time) {
        return new JdbcEvictionJournal(source, application, table, time, leases.ticker());
    }

    /** The same with other nanoseconds. For tests that control time. */
    JdbcEvictionJournal ticker(Ticker ticker) {
        return new JdbcEvictionJournal(source, application, table, grace, ticker);
    }

    @Override
    public String write(Collection<String> scopes) {
        String id = UUID.randomUUID().toString();
        if (!TransactionSynchronizationManager.hasResource(source)) {
            return writeAlone(id, scopes);
        }
        Connection connection = DataSourceUtils.getConnection(source);
        try {
            if (connection.getAutoCommit()) {
                return writeAlone(id, scopes);
            }
            insert(connection, id, scopes);
            return id;
        } catch (SQLException e) {
            throw failed("written to", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    private String writeAlone(String id, Collection<String> scopes) {
        if (strangerTold.compareAndSet(false, true)) {
            log.warn(
                    "Evictions are written to the table {} outside of their transactions, which are not of the journal's"
                            + " data source: such a row is there even if its transaction rolls back, and may be delivered"
                            + " before it commits. Give the journal the data source that commands write to",
                    table);
        }
        inOwnTransaction("written to", connection -> {
            insert(connection, id, scopes);
            return id;
        });
        return id;
    }

    private void insert(Connection connection, String id, Collection<String> scopes) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (id, application, format, claims, scopes) VALUES (?, ?, ?, 0, ?)")) {
            insert.setString(1, id);
            insert.setString(2, application);
            insert.setInt(3, FORMAT);
            insert.setString(4, String.join("\n", scopes));
            insert.executeUpdate();
        }
    }

    @Override
    public List<Entry> claim(int most) {
        return inOwnTransaction("read from", connection -> {
            long settled = leases.settled(last(connection));
            List<Entry> claimed = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            List<Row> rows = rows(connection, 0, settled, most);
            while (!rows.isEmpty() && claimed.size() < most) {
                for (Row row : rows) {
                    seen.add(row.id());
                    if (claimed.size() < most && leases.free(row) && claim(connection, row)) {
                        claimed.add(new Entry(row.id(), row.scopes().lines().toList()));
                    }
                }
                rows = rows(connection, rows.get(rows.size() - 1).seq(), settled, most);
            }
            if (rows.isEmpty()) {
                leases.forgetAllBut(seen);
            }
            tellOfNewer(connection);
            return claimed;
        });
    }

    private long last(Connection connection) throws SQLException {
        return number(connection, "SELECT MAX(seq) FROM " + table + " WHERE application = ?");
    }

    private long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, application);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private List<Row> rows(Connection connection, long after, long settled, int most) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT seq, id, claims, scopes FROM " + table
                + " WHERE application = ? AND format = ? AND claims >= 0 AND seq > ? AND seq <= ? ORDER BY seq")) {
            select.setMaxRows(most);
            select.setString(1, application);
            select.setInt(2, FORMAT);
            select.setLong(3, after);
            select.setLong(4, settled);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    rows.add(new Row(
                            result.getLong(1), result.getString(2), result.getLong(3), text(result.getString(4))));
                }
            }
        }
        return rows;
    }

    private static String text(@Nullable String column) {
        return column == null ? "" : column;
    }

    /** Of several instances that have seen the same number of claims, one counts it up. */
    private boolean claim(Connection connection, Row row) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + table + " SET claims = claims + 1 WHERE id = ? AND claims = ?")) {
            update.setString(1, row.id());
            update.setLong(2, row.claims());
            return update.executeUpdate() == 1;
        }
    }

    private void tellOfNewer(Connection connection) throws SQLException {
        if (newerTold.get()) {
            return;
        }
        long newer = number(
                connection,
                "SELECT COUNT(*) FROM " + table + " WHERE application = ? AND claims >= 0 AND format <> " + FORMAT);
        if (newer > 0 && newerTold.compareAndSet(false, true)) {
            log.warn(
                    "{} rows of the table {} have a format that this version cannot read: an instance of the version that"
                            + " wrote them has to deliver them",
                    newer,
                    table);
        }
    }

    @Override
    public void remove(Collection<String> ids) {
        inOwnTransaction("removed from", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
                for (String id : ids) {
                    delete.setString(1, id);
                    delete.addBatch();
                }
                return delete.executeBatch();
            }
        });
    }

    @Override
    public void putAside(String id) {
        inOwnTransaction("put aside in", connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE " + table + " SET claims = " + PUT_ASIDE + " WHERE id = ?")) {
                update.setString(1, id);
                return update.executeUpdate();
            }
        });
    }

    /** What is done on a connection. */
    private interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    /** A pool may give connections that commit by themselves, or ones that do not. */
    private <T> T inOwnTransaction(String what, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            boolean commitsItself = connection.getAutoCommit();
            if (commitsItself) {
                connection.setAutoCommit(false);
            }
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            } finally {
                if (commitsItself) {
                    connection.setAutoCommit(true);
                }
            }
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    private EvictionJournalException failed(String what, SQLException e) {
        return new EvictionJournalException(
                "evictions could not be " + what + " the table " + table + " (" + e.getMessage()
                        + "). Is it there, as schema-<platform>.sql beside JdbcEvictionJournal makes it, and may this user"
                        + " select, insert, update and delete?",
                e);
    }
}
