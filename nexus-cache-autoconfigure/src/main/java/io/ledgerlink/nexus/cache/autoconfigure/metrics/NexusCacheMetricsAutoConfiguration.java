package io.ledgerlink.nexus.cache.autoconfigure.metrics;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import io.ledgerlink.nexus.cache.micrometer.NexusCacheMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the cache's meters, which Spring Boot binds to the application's registries. A cache that is switched
 * off has none.
 *
 * @since 0.1
 */
@AutoConfiguration(after = NexusCacheAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnSingleCandidate(NexusCache.class)
@ConditionalOnBooleanProperty(name = "nexus.cache.enabled", matchIfMissing = true)
public final class NexusCacheMetricsAutoConfiguration {

    private static final String MANAGER = "nexusCache";

    @Bean
    @ConditionalOnMissingBean
    NexusCacheMeters nexusCacheMeters(NexusCache cache) {
        return new NexusCacheMeters(cache, MANAGER);
    }
}
