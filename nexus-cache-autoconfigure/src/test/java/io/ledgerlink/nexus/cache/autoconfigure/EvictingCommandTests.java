package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Mono;

/** Commands of an application with a database, as its users write them. */
class EvictingCommandTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NexusCacheAutoConfiguration.class, NexusCacheQueriesAutoConfiguration.class))
            .withUserConfiguration(Books.class);

    @Test
    void aCommandEvictsWithItsCommit() {
        run((books, transaction) -> {
            books.commands().post("acme", 1, 20);
            assertThat(books.queries().balance("acme", 1)).isEqualTo(20);
        });
    }

    @Test
    void aCommandInItsCallersTransactionEvictsWithThatCommit() {
        run((books, transaction) -> {
            transaction.executeWithoutResult(status -> books.commands().post("acme", 1, 20));
            assertThat(books.queries().balance("acme", 1)).isEqualTo(20);
        });
    }

    @Test
    void aCommandThatIsRolledBackEvictsNothing() {
        run((books, transaction) -> {
            transaction.executeWithoutResult(status -> {
                books.commands().post("acme", 1, 20);
                status.setRollbackOnly();
            });
            books.behindTheCache(30);
            assertThat(books.queries().balance("acme", 1)).isEqualTo(10);
        });
    }

    @Test
    void aMonoEvictsWhenItHasCompleted() {
        run((books, transaction) -> {
            Mono<Integer> later = books.commands().postLater("acme", 1, 20);
            assertThat(books.queries().balance("acme", 1)).isEqualTo(10);
            assertThat(later.map(posted -> books.queries().balance("acme", 1)).block())
                    .isEqualTo(20);
        });
    }

    @Test
    void aMethodOfARepositoryEvicts() {
        run((books, transaction) -> {
            books.accounts().post("acme", 1, 20);
            assertThat(books.queries().balance("acme", 1)).isEqualTo(20);
            books.accounts().save(new Account(1, "acme", 30));
            assertThat(books.queries().balance("acme", 1)).isEqualTo(30);
        });
    }

    /** With ten on the account, in the database and in the cache. */
    private void run(BiConsumer<Application, TransactionTemplate> test) {
        contexts.run(context -> {
            assertThat(context).hasNotFailed();
            Application books = new Application(
                    context.getBean(Queries.class),
                    context.getBean(Commands.class),
                    context.getBean(Accounts.class),
                    context.getBean(NamedParameterJdbcOperations.class));
            assertThat(books.queries().balance("acme", 1)).isEqualTo(10);
            books.behindTheCache(11);
            assertThat(books.queries().balance("acme", 1)).as("cached").isEqualTo(10);
            test.accept(books, new TransactionTemplate(context.getBean(PlatformTransactionManager.class)));
        });
    }

    private record Application(
            Queries queries, Commands commands, Accounts accounts, NamedParameterJdbcOperations jdbc) {

        void behindTheCache(int balance) {
            jdbc.getJdbcOperations().update("update \"ACCOUNT\" set \"BALANCE\" = ?", balance);
        }
    }

    @Table("ACCOUNT")
    record Account(@Id int id, String tenant, int balance) {}

    interface Accounts extends CrudRepository<Account, Integer> {

        @Modifying
        @Query("update \"ACCOUNT\" set \"BALANCE\" = :balance where \"TENANT\" = :tenant and \"ID\" = :account")
        @EvictsQueries(tags = "account:{account}")
        void post(@Tenant String tenant, int account, int balance);

        @Override
        @EvictsQueries(tags = "account:{entity.id}", tenant = "#entity.tenant")
        <S extends Account> S save(S entity);
    }

    static class Queries {

        private final Accounts accounts;

        Queries(Accounts accounts) {
            this.accounts = accounts;
        }

        @CachedQuery(cache = "ledger", tags = "account:{account}")
        public int balance(@Tenant String tenant, int account) {
            return accounts.findById(account).orElseThrow().balance();
        }
    }

    static class Commands {

        private final NamedParameterJdbcOperations jdbc;

        Commands(NamedParameterJdbcOperations jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        @EvictsQueries(tags = "account:{account}")
        public void post(@Tenant String tenant, int account, int balance) {
            write(account, balance);
        }

        @EvictsQueries(tags = "account:{account}")
        public Mono<Integer> postLater(@Tenant String tenant, int account, int balance) {
            return Mono.fromCallable(() -> write(account, balance));
        }

        private int write(int account, int balance) {
            return jdbc.getJdbcOperations()
                    .update("update \"ACCOUNT\" set \"BALANCE\" = ? where \"ID\" = ?", balance, account);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = EvictingCommandTests.class)
    static class Books extends AbstractJdbcConfiguration {

        @Bean
        DataSource source() {
            DataSource source = new EmbeddedDatabaseBuilder()
                    .generateUniqueName(true)
                    .setType(EmbeddedDatabaseType.H2)
                    .build();
            NamedParameterJdbcTemplate jdbc = new NamedParameterJdbcTemplate(source);
            jdbc.getJdbcOperations()
                    .execute("create table account(id int primary key, tenant varchar(10), balance int)");
            jdbc.getJdbcOperations().update("insert into account values (1, 'acme', 10)");
            return source;
        }

        @Bean
        NamedParameterJdbcOperations jdbc(DataSource source) {
            return new NamedParameterJdbcTemplate(source);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource source) {
            return new JdbcTransactionManager(source);
        }

        @Bean
        Queries queries(Accounts accounts) {
            return new Queries(accounts);
        }

        @Bean
        Commands commands(NamedParameterJdbcOperations jdbc) {
            return new Commands(jdbc);
        }
    }
}
