package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.journal.EvictionJournalException;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class NexusCacheJournalAutoConfigurationTests {

    private final InMemoryRemote remote = new InMemoryRemote();

    private final ApplicationContextRunner cache = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NexusCacheAutoConfiguration.class, NexusCacheJournalAutoConfiguration.class))
            .withPropertyValues("spring.application.name=ledger", "nexus.cache.journal.type=jdbc");

    private final ApplicationContextRunner shared = cache.withBean(InMemoryRemote.class, () -> remote);

    private final ApplicationContextRunner databases = shared.withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TransactionAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=" + database());

    private static String database() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private static TransactionTemplate transaction(ApplicationContext context) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    private static void evict(ApplicationContext context) {
        transaction(context)
                .executeWithoutResult(
                        status -> context.getBean(CacheEvictor.class).evictTenant("acme"));
    }

    private static int rows(ApplicationContext context, String table) {
        return Objects.requireNonNull(
                context.getBean(JdbcTemplate.class).queryForObject("select count(*) from " + table, Integer.class));
    }

    private static void assertFailure(AssertableApplicationContext context, String description, String action) {
        FailureAnalysis failure = StartupFailure.of(context);
        assertThat(failure.getDescription()).isEqualTo(description);
        assertThat(failure.getAction()).isEqualTo(action);
    }

    @Test
    void withoutThePropertyThereIsNone() {
        databases
                .withPropertyValues("nexus.cache.journal.type=memory")
                .run(context -> assertThat(context).doesNotHaveBean(EvictionJournal.class));
    }

    @Test
    void evictionsOfATransactionAreKeptInATableUntilTheyAreConfirmed() {
        databases
                .withPropertyValues("nexus.cache.journal.grace=1ms", "nexus.cache.journal.poll-every=5ms")
                .run(context -> {
                    remote.disconnect();
                    evict(context);
                    assertThat(context.getBean(JdbcTemplate.class)
                                    .queryForList(
                                            "select application || ' ' || scopes from NEXUS_CACHE_JOURNAL",
                                            String.class))
                            .containsExactly("ledger ledger:{acme}:!tenant");
                    remote.reconnect();
                    BooleanSupplier gone = () -> rows(context, "NEXUS_CACHE_JOURNAL") == 0;
                    Await.until("the row is removed", gone);
                });
    }

    @Test
    void theTableMayHaveAnotherName() {
        databases.withPropertyValues("nexus.cache.journal.table=audit_journal").run(context -> {
            remote.disconnect();
            evict(context);
            assertThat(rows(context, "audit_journal")).isEqualTo(1);
        });
    }

    @Test
    void theTableIsMadeInEmbeddedDatabasesAlways() {
        String url = database();
        for (int start = 0; start < 2; start++) {
            databases
                    .withPropertyValues("spring.datasource.url=" + url, "nexus.cache.journal.initialize-schema=always")
                    .run(context ->
                            assertThat(rows(context, "NEXUS_CACHE_JOURNAL")).isZero());
        }
    }

    @Test
    void aTableThatNobodyHasMadeKeepsTransactionsFromCommitting() {
        databases
                .withPropertyValues("nexus.cache.journal.initialize-schema=never")
                .run(context -> assertThatExceptionOfType(EvictionJournalException.class)
                        .isThrownBy(() -> evict(context))
                        .withMessageContaining("the table NEXUS_CACHE_JOURNAL"));
    }

    @Test
    void theTransactionsOfJpaWriteTheRow(CapturedOutput output) {
        databases
                .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
                .withUserConfiguration(Entities.class)
                .run(context -> {
                    assertThat(context).hasSingleBean(JpaTransactionManager.class);
                    remote.disconnect();
                    transaction(context).executeWithoutResult(status -> {
                        context.getBean(CacheEvictor.class).evictTenant("acme");
                        status.setRollbackOnly();
                    });
                    assertThat(rows(context, "NEXUS_CACHE_JOURNAL")).isZero();
                    evict(context);
                    assertThat(rows(context, "NEXUS_CACHE_JOURNAL")).isEqualTo(1);
                });
        assertThat(output).doesNotContain("outside of their transactions");
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Entities {}

    @Test
    void theUsersJournalGoesFirst() {
        EvictionJournal users = mock(EvictionJournal.class);
        when(users.write(any())).thenReturn("1");
        databases.withBean("users", EvictionJournal.class, () -> users).run(context -> {
            evict(context);
            verify(users).write(List.of("ledger:{acme}:!tenant"));
        });
    }

    @Test
    void anInstanceThatSharesNothingKeepsNothing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        NexusCacheAutoConfiguration.class,
                        NexusCacheJournalAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class))
                .withPropertyValues(
                        "nexus.cache.journal.type=jdbc",
                        "nexus.cache.journal.initialize-schema=never",
                        "spring.datasource.url=" + database())
                .run(NexusCacheJournalAutoConfigurationTests::evict);
    }

    @Test
    void aCacheThatIsOffHasNone() {
        databases
                .withPropertyValues("nexus.cache.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(EvictionJournal.class));
    }

    @Test
    void aMissingDataSourceIsTold() {
        shared.run(context -> assertFailure(
                context,
                "nexus.cache.journal.type is jdbc, but the application has no DataSource bean.",
                "Configure one with spring.datasource.url, or set nexus.cache.journal.type=memory."));
    }

    @Test
    void missingJdbcSupportIsTold() {
        cache.withBean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory("localhost", 1))
                .withClassLoader(new FilteredClassLoader(DataSourceUtils.class))
                .run(context -> assertFailure(
                        context,
                        "nexus.cache.journal.type is jdbc, but Spring's JDBC support is not on the class path.",
                        "Add spring-boot-starter-jdbc, or set nexus.cache.journal.type=memory."));
    }

    private static DataSource source() {
        return new DriverManagerDataSource(database());
    }

    @Test
    void oneOfSeveralDataSourcesHasToBeNamed() {
        ApplicationContextRunner two = shared.withBean("orders", DataSource.class, () -> source())
                .withBean("reports", DataSource.class, () -> source());
        two.run(context -> assertFailure(
                context,
                "nexus.cache.journal.type is jdbc, and the application has several data sources (orders, reports),"
                        + " none of which is the main one.",
                "Name the one that commands write to in nexus.cache.journal.data-source, or mark one as @Primary."));
        two.withPropertyValues("nexus.cache.journal.data-source=orders")
                .run(context -> assertThat(new JdbcTemplate(context.getBean("orders", DataSource.class))
                                .queryForList("select * from NEXUS_CACHE_JOURNAL"))
                        .isEmpty());
    }

    @Test
    void aDataSourceThatIsNotThereIsTold() {
        shared.withBean("orders", DataSource.class, () -> source())
                .withPropertyValues("nexus.cache.journal.data-source=order")
                .run(context -> assertThat(StartupFailure.of(context).getDescription())
                        .contains("nexus.cache.journal.data-source")
                        .contains("There is no DataSource bean of this name. Did you mean 'orders'? There are:"
                                + " orders."));
    }

    @Test
    void aNameThatIsNoTableIsTold() {
        databases
                .withPropertyValues("nexus.cache.journal.table=a b")
                .run(context -> assertThat(StartupFailure.of(context).getDescription())
                        .contains("nexus.cache.journal.table")
                        .contains("'a b' cannot be the table of a JdbcEvictionJournal"));
    }

    @Test
    void timesOfZeroAreTold() {
        for (String property : List.of("nexus.cache.journal.grace", "nexus.cache.journal.poll-every")) {
            databases
                    .withPropertyValues(property + "=0s")
                    .run(context -> assertThat(StartupFailure.of(context).getDescription())
                            .contains(property)
                            .contains("Write a duration longer than zero, such as 250ms."));
        }
    }
}
