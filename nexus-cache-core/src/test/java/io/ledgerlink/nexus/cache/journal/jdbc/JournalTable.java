package io.ledgerlink.nexus.cache.journal.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with the journal's table, and time that a test moves. */
final class JournalTable {

    static final Duration GRACE = Duration.ofSeconds(10);

    private static final AtomicInteger TABLES = new AtomicInteger();

    final DriverManagerDataSource source = new DriverManagerDataSource(
            "jdbc:h2:mem:journal" + TABLES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
    final JdbcTemplate jdbc = new JdbcTemplate(source);
    private final AtomicLong nanos = new AtomicLong();

    JournalTable() {
        new ResourceDatabasePopulator(new ClassPathResource("schema-h2.sql", JdbcEvictionJournal.class))
                .execute(source);
    }

    /** The journal of one more instance. */
    JdbcEvictionJournal journal() {
        return journal("app");
    }

    JdbcEvictionJournal journal(String application) {
        Ticker ticker = nanos::get;
        return JdbcEvictionJournal.of(source, application).grace(GRACE).ticker(ticker);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    void write(JdbcEvictionJournal journal, String... scopes) {
        transaction().executeWithoutResult(status -> journal.write(List.of(scopes)));
    }

    int rows() {
        Integer rows = jdbc.queryForObject("select count(*) from NEXUS_CACHE_JOURNAL", Integer.class);
        return rows == null ? 0 : rows;
    }
}
