package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;

/** A server of rows that count how often they were written. It has no faults: it is the truth. */
final class Database implements AutoCloseable {

    private final Server server;
    private final Rows rows;
    private final String url;

    private Database(Server server, Rows rows, String url) {
        this.server = server;
        this.rows = rows;
        this.url = url;
    }

    static Database start() throws SQLException {
        String name = "mem:chaos" + Long.toHexString(System.nanoTime());
        Rows rows = Rows.at("jdbc:h2:" + name + ";DB_CLOSE_DELAY=-1");
        rows.create(Cell.ALL.size());
        Server server = Server.createTcpServer("-tcpPort", "0").start();
        return new Database(server, rows, "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + name);
    }

    /** Where other processes find it. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        server.stop();
        rows.close();
    }

    /** A process' connections to the rows. Safe for use by many threads. */
    static final class Rows implements AutoCloseable {

        private final JdbcConnectionPool pool;

        private Rows(JdbcConnectionPool pool) {
            this.pool = pool;
        }

        static Rows at(String url) {
            JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
            pool.setMaxConnections(50);
            return new Rows(pool);
        }

        private void create(int count) throws SQLException {
            String sql =
                    "CREATE TABLE cell(number INT PRIMARY KEY, version BIGINT) AS SELECT X, 1 FROM SYSTEM_RANGE(0, "
                            + (count - 1) + ")";
            try (Connection connection = pool.getConnection();
                    PreparedStatement create = connection.prepareStatement(sql)) {
                create.execute();
            }
        }

        /** How often the row has been written. */
        long version(Cell cell) throws SQLException {
            try (Connection connection = pool.getConnection()) {
                return ask(connection, "SELECT version FROM cell WHERE number = ?", cell);
            }
        }

        /** Writes rows in one transaction, and gives their new versions once it is committed. */
        List<Long> write(List<Cell> cells) throws SQLException {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                List<Long> versions = new ArrayList<>();
                for (Cell cell : cells) {
                    versions.add(ask(
                            connection,
                            "SELECT version FROM FINAL TABLE"
                                    + " (UPDATE cell SET version = version + 1 WHERE number = ?)",
                            cell));
                }
                connection.commit();
                return versions;
            }
        }

        private static long ask(Connection connection, String sql, Cell cell) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, cell.number());
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    return result.getLong(1);
                }
            }
        }

        @Override
        public void close() {
            pool.dispose();
        }
    }
}
