package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** In which transaction a command's eviction is asked for. */
class TransactionalCommandsTests {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** Whether a transaction was active, for each eviction asked for. */
    private final List<Boolean> asked = new CopyOnWriteArrayList<>();

    private final NexusCache cache = NexusCacheBuilder.named("app").build();

    @BeforeEach
    void start() {
        context.registerBean(Supplier.class, () -> (Supplier<CacheEvictor>) () -> {
            asked.add(TransactionSynchronizationManager.isActualTransactionActive());
            return cache.evictor();
        });
        context.register(Wiring.class, Commands.class);
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    @Test
    void theMethodsOwnTransactionHasCommittedWhenItEvicts() {
        assertThat(commands().joining("acme")).isTrue();
        assertThat(asked).containsExactly(false);
    }

    @Test
    void aTransactionOfTheCallerDecidesWhenItTakesEffect() {
        inTransaction(() -> commands().joining("acme"));
        assertThat(asked).containsExactly(true);
    }

    @Test
    void aTransactionOfTheMethodsOwnInsideAnotherIsEvictedForAtOnce() {
        inTransaction(() -> {
            commands().separate("acme");
            assertThat(asked).containsExactly(false);
        });
        inTransaction(() -> commands().outside("acme"));
        assertThat(asked).containsExactly(false, false);
    }

    @Test
    void aFutureIsEvictedForInTheTransactionOfTheCallerAndWhenItCompletes() {
        CompletableFuture<Integer> source = new CompletableFuture<>();
        inTransaction(() -> {
            CompletableFuture<Integer> result = commands().inFuture("acme", source);
            assertThat(asked).containsExactly(true);
            source.complete(1);
            result.join();
            assertThat(asked).containsExactly(true, false);
        });
    }

    @Test
    void aFutureIsEvictedForOnceWhereItsCallerHasNoTransaction() {
        commands().inFuture("acme", CompletableFuture.completedFuture(1)).join();
        assertThat(asked).containsExactly(false);
    }

    @Test
    void aFutureOfATransactionOfItsOwnIsEvictedForOutsideItsCallers() {
        inTransaction(() -> commands()
                .separateInFuture("acme", CompletableFuture.completedFuture(1))
                .join());
        assertThat(asked).containsExactly(false);
    }

    @Test
    void nothingIsAskedForWhereTheTransactionCannotCommit() {
        assertThatThrownBy(() -> commands().failing("acme")).isInstanceOf(IllegalStateException.class);
        assertThat(asked).isEmpty();
    }

    private Commands commands() {
        return context.getBean(Commands.class);
    }

    private void inTransaction(Runnable task) {
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> task.run());
    }

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Wiring {

        @Bean
        PlatformTransactionManager transactions() {
            return new DataSourceTransactionManager(new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:commands"));
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static Advisor evicting(ConfigurableBeanFactory beans, Supplier<CacheEvictor> evictor) {
            return new EvictingCommands(beans, List::of, evictor, () -> null).advisor();
        }
    }

    static class Commands {

        @Transactional
        @EvictsQueries(cache = "entries")
        public boolean joining(@Tenant String tenant) {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @EvictsQueries(cache = "entries")
        public void separate(@Tenant String tenant) {}

        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        @EvictsQueries(cache = "entries")
        public void outside(@Tenant String tenant) {}

        @EvictsQueries(cache = "entries", condition = "#result > 0")
        public CompletableFuture<Integer> inFuture(@Tenant String tenant, CompletableFuture<Integer> source) {
            return source;
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @EvictsQueries(cache = "entries")
        public CompletableFuture<Integer> separateInFuture(@Tenant String tenant, CompletableFuture<Integer> source) {
            return source;
        }

        @Transactional
        @EvictsQueries(cache = "entries")
        public void failing(@Tenant String tenant) {
            throw new IllegalStateException("on purpose");
        }
    }
}
