package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.spring.CacheCallAdvisor;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import io.ledgerlink.nexus.cache.transaction.spring.SpringTransactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Annotated queries and commands on one account in H2, in transactions that commit and that do not. */
class DeferredEvictionTests {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Wiring.class);
    private final Ledger ledger = context.getBean(Ledger.class);
    private final Commands commands = context.getBean(Commands.class);

    @BeforeEach
    void read() {
        commands.write("old");
        context.getBean(NexusCache.class).evictor().evictAll();
        assertThat(ledger.balance("acme", 7)).isEqualTo("old");
    }

    @AfterEach
    void close() {
        context.getBean(JdbcTemplate.class).execute("shutdown");
        context.close();
    }

    @Test
    void aCommandEvictsWhenItsOwnTransactionHasCommitted() {
        commands.post("acme", 7, "new");
        assertThat(ledger.balance("acme", 7)).isEqualTo("new");
    }

    @Test
    void aCommandInItsCallersTransactionIsSeenByThatAloneUntilItCommits() {
        transaction().executeWithoutResult(status -> {
            commands.post("acme", 7, "new");
            assertThat(ledger.balance("acme", 7)).isEqualTo("new");
            assertThat(elsewhere()).isEqualTo("old");
        });
        assertThat(elsewhere()).isEqualTo("new");
    }

    @Test
    void aCommandOfACallerThatRollsBackEvictsNothing() {
        transaction().executeWithoutResult(status -> {
            commands.post("acme", 7, "never");
            status.setRollbackOnly();
        });
        assertThat(ledger.balance("acme", 7)).isEqualTo("old");
        commands.write("behind the cache's back");
        assertThat(ledger.balance("acme", 7)).isEqualTo("old");
    }

    @Test
    void aCommandOfItsOwnTransactionEvictsThoughItsCallerRollsBack() {
        transaction().executeWithoutResult(status -> {
            commands.postSeparately("acme", 7, "new");
            assertThat(elsewhere()).isEqualTo("new");
            status.setRollbackOnly();
        });
        assertThat(ledger.balance("acme", 7)).isEqualTo("new");
    }

    @Test
    void aCommandThatReturnsAFutureInItsCallersTransactionEvictsWithItsCommit() {
        transaction().executeWithoutResult(status -> {
            commands.postInFuture("acme", 7, "new").join();
            assertThat(elsewhere()).isEqualTo("old");
        });
        assertThat(elsewhere()).isEqualTo("new");
    }

    @Test
    void aQueryEvictedByItsMethodInATransactionWaitsForItsCommit() {
        CacheEvictor evictor = context.getBean(CacheEvictor.class);
        transaction().executeWithoutResult(status -> {
            commands.write("never");
            evictor.on(Ledger.class).balance("acme", 7);
            assertThat(ledger.balance("acme", 7)).isEqualTo("never");
            assertThat(elsewhere()).isEqualTo("old");
            status.setRollbackOnly();
        });
        assertThat(ledger.balance("acme", 7)).isEqualTo("old");
        transaction().executeWithoutResult(status -> {
            commands.write("new");
            evictor.on(Ledger.class).balance("acme", 7);
        });
        assertThat(ledger.balance("acme", 7)).isEqualTo("new");
    }

    @Test
    void whatSpringsOwnAnnotationLoadsInATransactionIsNotKept() {
        transaction().executeWithoutResult(status -> {
            commands.write("never");
            assertThat(ledger.cacheable(7)).isEqualTo("never");
            assertThat(ledger.cacheableInTurn(7)).isEqualTo("never");
            status.setRollbackOnly();
        });
        assertThat(ledger.cacheable(7)).isEqualTo("old");
        assertThat(ledger.cacheableInTurn(7)).isEqualTo("old");
        commands.write("behind the cache's back");
        assertThat(ledger.cacheable(7)).isEqualTo("old");
    }

    @Test
    void whatATransactionEvictsSpringsOwnAnnotationAsksAnew() {
        assertThat(ledger.cacheable(7)).isEqualTo("old");
        transaction().executeWithoutResult(status -> {
            commands.write("new");
            context.getBean(CacheEvictor.class).evictShared("cacheable");
            assertThat(ledger.cacheable(7)).isEqualTo("new");
        });
        assertThat(ledger.cacheable(7)).isEqualTo("new");
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    /** What a call on another thread is answered: it is in no transaction. */
    private String elsewhere() {
        return CompletableFuture.supplyAsync(() -> ledger.balance("acme", 7)).join();
    }

    static class Ledger {

        private final JdbcTemplate jdbc;

        Ledger(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @CachedQuery(cache = "ledger", tags = "account:{account}")
        public String balance(@Tenant String tenant, int account) {
            return read();
        }

        @Cacheable("cacheable")
        public String cacheable(int account) {
            return read();
        }

        @Cacheable(cacheNames = "inTurn", sync = true)
        public String cacheableInTurn(int account) {
            return read();
        }

        private String read() {
            return Objects.requireNonNull(jdbc.queryForObject("select balance from account", String.class));
        }
    }

    static class Commands {

        private final JdbcTemplate jdbc;

        Commands(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        public void write(String balance) {
            jdbc.update("update account set balance = ?", balance);
        }

        @Transactional
        @EvictsQueries(tags = "account:{account}")
        public void post(@Tenant String tenant, int account, String balance) {
            write(balance);
        }

        @EvictsQueries(tags = "account:{account}")
        public CompletableFuture<String> postInFuture(@Tenant String tenant, int account, String balance) {
            write(balance);
            return CompletableFuture.completedFuture(balance);
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @EvictsQueries(tags = "account:{account}")
        public void postSeparately(@Tenant String tenant, int account, String balance) {
            write(balance);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableCaching(proxyTargetClass = true)
    static class Wiring {

        @Bean
        DataSource source() {
            return new DriverManagerDataSource("jdbc:h2:mem:deferred;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000");
        }

        @Bean
        JdbcTemplate jdbc(DataSource source) {
            JdbcTemplate jdbc = new JdbcTemplate(source);
            jdbc.execute("create table account(balance varchar(40))");
            jdbc.update("insert into account values ('old')");
            return jdbc;
        }

        @Bean
        PlatformTransactionManager transactions(DataSource source) {
            return new DataSourceTransactionManager(source);
        }

        @Bean
        NexusCache cache() {
            return NexusCacheBuilder.named("app")
                    .inMemory(new InMemoryRemote())
                    .transactions(new SpringTransactions())
                    .build();
        }

        @Bean
        CacheManager caches(NexusCache cache) {
            return NexusCacheManager.over(cache).build();
        }

        @Bean
        static CachedQueries queries(ConfigurableListableBeanFactory beans) {
            return new CachedQueries(() -> beans.getBean(NexusCache.class), DefaultPolicies::new, List::of, beans);
        }

        @Bean
        CacheEvictor evictor(NexusCache cache, CachedQueries queries, ConfigurableListableBeanFactory beans) {
            return new AnnotatedEvictor(cache.evictor(), queries, beans);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static Advisor caching(CachedQueries queries) {
            return queries.advisor();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static CacheCallAdvisor cacheCalls() {
            return new CacheCallAdvisor();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static Advisor evicting(ConfigurableListableBeanFactory beans) {
            return new EvictingCommands(beans, List::of, () -> beans.getBean(CacheEvictor.class), () -> null).advisor();
        }

        @Bean
        Ledger ledger(JdbcTemplate jdbc) {
            return new Ledger(jdbc);
        }

        @Bean
        Commands commands(JdbcTemplate jdbc) {
            return new Commands(jdbc);
        }
    }
}
