package io.ledgerlink.nexus.cache.autoconfigure.integration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the connections that are taken. */
final class CountingDataSource extends DelegatingDataSource {

    private final AtomicInteger taken = new AtomicInteger();

    private CountingDataSource(DataSource target) {
        super(target);
    }

    int taken() {
        return taken.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        taken.incrementAndGet();
        return super.getConnection();
    }

    /** Brings the count before the application's data source. */
    static final class Processor implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource source ? new CountingDataSource(source) : bean;
        }
    }
}
