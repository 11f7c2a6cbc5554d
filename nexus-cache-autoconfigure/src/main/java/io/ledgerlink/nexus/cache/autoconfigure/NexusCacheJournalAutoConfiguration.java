package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.journal.jdbc.JdbcEvictionJournal;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Auto-configuration of the durable journal, where {@code nexus.cache.journal.type} is {@code jdbc} and the application defines
 * no {@code EvictionJournal} of its own.
 *
 * @since 0.1
 */
@AutoConfiguration(
        before = NexusCacheAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnBooleanProperty(name = "nexus.cache.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "nexus.cache.journal.type", havingValue = "jdbc")
@ConditionalOnClass({DataSourceUtils.class, DataSourceScriptDatabaseInitializer.class})
@ConditionalOnMissingBean(EvictionJournal.class)
@EnableConfigurationProperties(NexusCacheProperties.class)
public final class NexusCacheJournalAutoConfiguration {

    @Bean
    JournalSource nexusCacheJournalSource(NexusCacheProperties properties, ListableBeanFactory beans) {
        return new JournalSource(properties.journal().dataSource(), beans);
    }

    @Bean
    JournalTable nexusCacheJournalTable(NexusCacheProperties properties, JournalSource source) {
        return JournalTable.in(source.dataSource(), properties.journal());
    }

    @Bean
    @DependsOnDatabaseInitialization
    JdbcEvictionJournal nexusCacheJournal(
            NexusCacheProperties properties, Environment environment, JournalSource source) {
        NexusCacheProperties.Journal journal = properties.journal();
        String name = CacheAssembly.name(properties, environment.getProperty("spring.application.name"));
        return JdbcEvictionJournal.of(source.dataSource(), Objects.requireNonNullElse(name, CacheAssembly.ALONE))
                .table(JournalTable.name(journal))
                .grace(CacheAssembly.longerThanZero("journal.grace", journal.grace()));
    }
}
