package io.ledgerlink.nexus.cache.autoconfigure.test;

import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of a remote tier in memory, for {@link AutoConfigureNexusCache} alone.
 *
 * @since 0.1
 */
@AutoConfiguration(before = NexusCacheAutoConfiguration.class)
public final class NexusCacheTestAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    InMemoryRemote nexusCacheInMemoryRemote() {
        return new InMemoryRemote();
    }
}
