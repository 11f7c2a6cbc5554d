package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The cache stands around transactions. */
class QueryTransactionTests {

    static final class CountingDataSource extends DelegatingDataSource {

        final AtomicInteger connections = new AtomicInteger();

        CountingDataSource() {
            super(new DriverManagerDataSource("jdbc:h2:mem:counted"));
        }

        @Override
        public Connection getConnection() throws SQLException {
            connections.incrementAndGet();
            return super.getConnection();
        }
    }

    static class Queries {

        private final JdbcTemplate jdbc;

        Queries(DataSource dataSource) {
            this.jdbc = new JdbcTemplate(dataSource);
        }

        @Transactional(readOnly = true)
        @CachedQuery(cache = "answers")
        public @Nullable Integer answer(@Tenant String tenant) {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            return jdbc.queryForObject("select 42", Integer.class);
        }
    }

    @Configuration
    @EnableTransactionManagement
    static class Transactions {

        @Bean
        CountingDataSource dataSource() {
            return new CountingDataSource();
        }

        @Bean
        JdbcTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    @Test
    void aHitOpensNoTransactionAndTakesNoConnection() {
        try (Application application =
                Application.with(Transactions.class, Queries.class).start()) {
            Queries queries = application.get(Queries.class);
            CountingDataSource source = application.get(CountingDataSource.class);
            int before = source.connections.get();
            assertThat(queries.answer("t1")).isEqualTo(42);
            assertThat(source.connections).hasValue(before + 1);
            assertThat(queries.answer("t1")).isEqualTo(42);
            assertThat(source.connections).hasValue(before + 1);
            assertThat(application.statistics("answers").localHits()).isOne();
        }
    }

    @Test
    void theCacheStandsAroundTransactionsWhicheverWasRegisteredFirst() {
        try (Application application =
                Application.with(Transactions.class, Queries.class).start()) {
            Advisor transactions = application.get(BeanFactoryTransactionAttributeSourceAdvisor.class);
            List<Advisor> advisors =
                    new ArrayList<>(List.of(transactions, application.queries().advisor()));
            AnnotationAwareOrderComparator.sort(advisors);
            assertThat(advisors).last().isSameAs(transactions);
        }
    }
}
