package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import jakarta.persistence.EntityManager;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** Commands that write through JPA and evict in one transaction, and queries that read through JDBC in their own. */
class TransactionTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("nexus.cache.remote.enabled=false");

    @Test
    void aCommittedWriteIsReadFromThenOn() {
        run((commands, queries, source) -> {
            assertThat(queries.balance("acme", "A-1")).isZero();
            commands.post("acme", "A-1", 5);
            assertThat(queries.balance("acme", "A-1")).isEqualTo(5);
        });
    }

    @Test
    void aRollbackEvictsNothing() {
        run((commands, queries, source) -> {
            assertThat(queries.balance("acme", "A-1")).isZero();
            assertThatExceptionOfType(Refused.class).isThrownBy(() -> commands.postAndFail("acme", "A-1", 5));
            int before = source.taken();
            assertThat(queries.balance("acme", "A-1")).isZero();
            assertThat(source.taken()).isEqualTo(before);
        });
    }

    @Test
    void aTransactionReadsItsOwnWriteAndNobodyElseDoesBeforeTheCommit() {
        run((commands, queries, source) -> {
            assertThat(queries.balance("acme", "A-1")).isZero();
            assertThat(commands.postAndRead("acme", "A-1", 5)).isEqualTo("5, others 0");
            assertThat(queries.balance("acme", "A-1")).isEqualTo(5);
        });
    }

    @Test
    void whatATransactionReadOfItsOwnIsForgottenWithItsRollback() {
        run((commands, queries, source) -> {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> commands.postReadAndFail("acme", "A-1", 5))
                    .withMessage("5, others 0");
            assertThat(queries.balance("acme", "A-1")).isZero();
        });
    }

    private void run(Check check) {
        contexts.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute("create table posting (tenant varchar(9), account varchar(9), amount bigint)");
            CountingDataSource source = (CountingDataSource) context.getBean(DataSource.class);
            check.check(context.getBean(Commands.class), context.getBean(Queries.class), source);
        });
    }

    private interface Check {

        void check(Commands commands, Queries queries, CountingDataSource source);
    }

    static class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static class Queries {

        private final JdbcTemplate jdbc;

        Queries(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional(readOnly = true)
        @CachedQuery(cache = "balances", tags = "account:{account}")
        public long balance(@Tenant String tenant, String account) {
            return jdbc.query(
                    "select amount from posting where tenant = ? and account = ?",
                    rows -> {
                        long sum = 0;
                        while (rows.next()) {
                            sum += rows.getLong(1);
                        }
                        return sum;
                    },
                    tenant,
                    account);
        }
    }

    @Transactional
    static class Commands {

        private final EntityManager entities;
        private final CacheEvictor evictor;
        private final Queries queries;

        Commands(EntityManager entities, CacheEvictor evictor, Queries queries) {
            this.entities = entities;
            this.evictor = evictor;
            this.queries = queries;
        }

        public void post(String tenant, String account, long amount) {
            entities.createNativeQuery("insert into posting values (?1, ?2, ?3)")
                    .setParameter(1, tenant)
                    .setParameter(2, account)
                    .setParameter(3, amount)
                    .executeUpdate();
            evictor.evictTag(tenant, "account:" + account);
        }

        public void postAndFail(String tenant, String account, long amount) {
            post(tenant, account, amount);
            throw new Refused("no");
        }

        public String postAndRead(String tenant, String account, long amount) {
            post(tenant, account, amount);
            long others = CompletableFuture.supplyAsync(() -> queries.balance(tenant, account))
                    .join();
            return queries.balance(tenant, account) + ", others " + others;
        }

        public void postReadAndFail(String tenant, String account, long amount) {
            throw new Refused(postAndRead(tenant, account, amount));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Queries.class, Commands.class, CountingDataSource.Processor.class})
    static class Application {}
}
