package io.ledgerlink.nexus.cache.transaction.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A session that stays open for a whole request, as with open-in-view. */
class OpenSessionTests {

    private final LocalContainerEntityManagerFactoryBean factory = factory();
    private final EntityManagerFactory sessions = Objects.requireNonNull(factory.getObject());
    private final EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(sessions);
    private final TransactionTemplate transaction = new TransactionTemplate(new JpaTransactionManager(sessions));
    private final CacheKey key = CacheKey.builder("ledger")
            .tenant("t1")
            .query("balance")
            .part("account", 7)
            .build();
    private final NexusCache cache = NexusCacheBuilder.named("ledger")
            .inMemory(new InMemoryRemote())
            .transactions(new SpringTransactions())
            .build();

    @AfterEach
    void close() {
        cache.close();
        factory.destroy();
    }

    @Test
    void givesNobodyWhatItReadBeforeAnEviction() {
        write("old");
        String seen = inOpenSession(() -> {
            assertThat(balance()).isEqualTo("old");
            CompletableFuture.runAsync(() -> {
                        write("new");
                        cache.evictor().evictQuery(key);
                    })
                    .join();
            return ask();
        });
        assertThat(seen).isEqualTo("old");
        assertThat(ask()).isEqualTo("new");
    }

    @Test
    void keepsWhatIsLoadedBeforeItHasReadAnyEntity() {
        write("old");
        assertThat(inOpenSession(this::ask)).isEqualTo("old");
        assertThat(cache.getIfPresent(key, String.class)).isPresent();
    }

    private String inOpenSession(Supplier<String> work) {
        EntityManager session = sessions.createEntityManager();
        TransactionSynchronizationManager.bindResource(sessions, new EntityManagerHolder(session));
        try {
            return work.get();
        } finally {
            TransactionSynchronizationManager.unbindResource(sessions);
            session.close();
        }
    }

    private String ask() {
        return Objects.requireNonNull(
                cache.<String, RuntimeException>get(key, String.class, () -> transaction.execute(status -> balance())));
    }

    private String balance() {
        return Objects.requireNonNull(entities.find(Account.class, 7)).balance;
    }

    private void write(String balance) {
        transaction.executeWithoutResult(status -> {
            Account account = new Account();
            account.balance = balance;
            entities.merge(account);
        });
    }

    private static LocalContainerEntityManagerFactoryBean factory() {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(new DriverManagerDataSource("jdbc:h2:mem:sessions;DB_CLOSE_DELAY=-1"));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan(OpenSessionTests.class.getPackageName());
        Properties properties = new Properties();
        properties.setProperty("hibernate.hbm2ddl.auto", "create");
        factory.setJpaProperties(properties);
        factory.afterPropertiesSet();
        return factory;
    }

    @Entity(name = "Account")
    static class Account {

        @Id
        int id = 7;

        String balance = "";
    }
}
