package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** One account in H2, and instances that cache its balance. */
final class Bank implements AutoCloseable {

    private static final AtomicInteger BANKS = new AtomicInteger();

    final InMemoryRemote remote = new InMemoryRemote();
    final AtomicInteger isolationAsked = new AtomicInteger();
    final DataSourceTransactionManager manager;
    final JdbcTemplate jdbc;
    private final Instances instances;

    Bank() {
        String name = "bank" + BANKS.incrementAndGet();
        DataSource source =
                new DelegatingDataSource(new DriverManagerDataSource("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1")) {
                    @Override
                    public Connection getConnection() throws java.sql.SQLException {
                        return counted(super.getConnection());
                    }
                };
        this.manager = new DataSourceTransactionManager(source);
        this.jdbc = new JdbcTemplate(source);
        this.instances = new Instances(name, channel -> remote.connect());
        jdbc.execute("create table account(balance varchar(20))");
        jdbc.update("insert into account values ('old')");
    }

    private Connection counted(Connection connection) {
        return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("getTransactionIsolation")) {
                        isolationAsked.incrementAndGet();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Instance start() {
        return start(builder -> builder);
    }

    Instance start(UnaryOperator<NexusCacheBuilder> settings) {
        return instances.start(builder -> settings.apply(builder.transactions(new SpringTransactions())));
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(manager);
    }

    TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = transaction();
        template.setPropagationBehavior(propagation);
        return template;
    }

    void write(String balance) {
        jdbc.update("update account set balance = ?", balance);
    }

    String read() {
        return Objects.requireNonNull(jdbc.queryForObject("select balance from account", String.class));
    }

    CachedResult<String> fetch(Instance instance) {
        return fetch(instance, FetchOptions.cached());
    }

    CachedResult<String> fetch(Instance instance, FetchOptions options) {
        return instance.cache().<String, RuntimeException>fetch(key(), String.class, this::read, options);
    }

    String get(Instance instance) {
        return Objects.requireNonNull(fetch(instance).value());
    }

    static CacheKey key() {
        return key(7);
    }

    static CacheKey key(int account) {
        return CacheKey.builder("ledger")
                .tenant("t1")
                .query("balance")
                .part("account", account)
                .tags("account:" + account)
                .build();
    }

    @Override
    public void close() {
        instances.close();
    }
}
