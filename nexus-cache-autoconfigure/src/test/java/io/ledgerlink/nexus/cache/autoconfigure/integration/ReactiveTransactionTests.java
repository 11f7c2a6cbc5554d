package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveCacheEvictor;
import io.r2dbc.h2.CloseableConnectionFactory;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** Commands that write and evict in one reactive transaction, and a cached {@code Mono} that reads. */
class ReactiveTransactionTests {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("nexus.cache.remote.enabled=false");

    @Test
    void aCommittedWriteIsReadFromThenOn() {
        run((commands, queries) -> {
            assertThat(read(queries)).isZero();
            commands.post("acme", "A-1", 5).block(LONG);
            assertThat(read(queries)).isEqualTo(5);
            commands.postAnnotated("acme", "A-1", 2).block(LONG);
            assertThat(read(queries)).isEqualTo(7);
        });
    }

    @Test
    void aRollbackEvictsNothing() {
        run((commands, queries) -> {
            assertThat(read(queries)).isZero();
            int before = queries.loads();
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> commands.postAndFail("acme", "A-1", 5).block(LONG));
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() ->
                            commands.postAnnotatedAndFail("acme", "A-1", 5).block(LONG));
            assertThat(read(queries)).isZero();
            assertThat(queries.loads()).isEqualTo(before);
        });
    }

    @Test
    void aTransactionReadsItsOwnWriteAndNobodyElseDoesBeforeTheCommit() {
        run((commands, queries) -> {
            assertThat(read(queries)).isZero();
            assertThat(commands.postAndRead(
                                    "acme",
                                    "A-1",
                                    5,
                                    () -> assertThat(read(queries)).isZero())
                            .block(LONG))
                    .isEqualTo(5);
            assertThat(read(queries)).isEqualTo(5);
        });
    }

    @Test
    void whatATransactionReadOfItsOwnIsForgottenWithItsRollback() {
        run((commands, queries) -> {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> commands.postReadAndFail("acme", "A-1", 5).block(LONG))
                    .withMessage("5");
            assertThat(read(queries)).isZero();
        });
    }

    private static long read(Queries queries) {
        return Objects.requireNonNull(queries.balance("acme", "A-1").block(LONG));
    }

    private void run(Check check) {
        contexts.run(context -> {
            DatabaseClient client = context.getBean(DatabaseClient.class);
            client.sql("create table posting (tenant varchar(9), account varchar(9), amount bigint)")
                    .then()
                    .block(LONG);
            check.check(context.getBean(Commands.class), context.getBean(Queries.class));
        });
    }

    private interface Check {

        void check(Commands commands, Queries queries);
    }

    static class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static class Queries {

        private final DatabaseClient client;
        private final AtomicInteger loads = new AtomicInteger();

        Queries(DatabaseClient client) {
            this.client = client;
        }

        @CachedQuery(cache = "balances", tags = "account:{account}")
        public Mono<Long> balance(@Tenant String tenant, String account) {
            return Mono.defer(() -> {
                loads.incrementAndGet();
                return client.sql(
                                "select coalesce(sum(amount), 0) from posting where tenant = :tenant and account = :account")
                        .bind("tenant", tenant)
                        .bind("account", account)
                        .map(row ->
                                Objects.requireNonNull(row.get(0, Number.class)).longValue())
                        .one();
            });
        }

        public int loads() {
            return loads.get();
        }
    }

    @Transactional
    static class Commands {

        private final DatabaseClient client;
        private final ReactiveCacheEvictor evictor;
        private final Queries queries;

        Commands(DatabaseClient client, ReactiveCacheEvictor evictor, Queries queries) {
            this.client = client;
            this.evictor = evictor;
            this.queries = queries;
        }

        public Mono<Void> post(String tenant, String account, long amount) {
            return insert(tenant, account, amount)
                    .then(evictor.evict(batch -> batch.tag(tenant, "account:" + account)))
                    .then();
        }

        public Mono<Void> postAndFail(String tenant, String account, long amount) {
            return post(tenant, account, amount).then(Mono.error(new Refused("no")));
        }

        @EvictsQueries(tags = "account:{account}")
        public Mono<Void> postAnnotated(@Tenant String tenant, String account, long amount) {
            return insert(tenant, account, amount);
        }

        @EvictsQueries(tags = "account:{account}")
        public Mono<Void> postAnnotatedAndFail(@Tenant String tenant, String account, long amount) {
            return insert(tenant, account, amount).then(Mono.error(new Refused("no")));
        }

        public Mono<Long> postAndRead(String tenant, String account, long amount, Runnable others) {
            return post(tenant, account, amount)
                    .then(queries.balance(tenant, account))
                    .flatMap(read ->
                            Mono.fromRunnable(() -> onAnotherThread(others)).then(Mono.just(read)));
        }

        public Mono<Long> postReadAndFail(String tenant, String account, long amount) {
            return postAndRead(tenant, account, amount, () -> {})
                    .flatMap(read -> Mono.error(new Refused(Long.toString(read))));
        }

        private Mono<Void> insert(String tenant, String account, long amount) {
            return client.sql("insert into posting values (:tenant, :account, :amount)")
                    .bind("tenant", tenant)
                    .bind("account", account)
                    .bind("amount", amount)
                    .then();
        }

        private static void onAnotherThread(Runnable others) {
            CompletableFuture.runAsync(others).join();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Queries.class, Commands.class})
    static class Application {

        private static final AtomicInteger DATABASES = new AtomicInteger();

        @Bean(destroyMethod = "close")
        CloseableConnectionFactory connections() {
            return H2ConnectionFactory.inMemory("reactive" + DATABASES.incrementAndGet());
        }

        @Bean
        R2dbcTransactionManager transactionManager(ConnectionFactory connections) {
            return new R2dbcTransactionManager(connections);
        }

        @Bean
        DatabaseClient client(ConnectionFactory connections) {
            return DatabaseClient.create(connections);
        }
    }
}
