package io.ledgerlink.nexus.cache.autoconfigure.health;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the cache's health, which {@code management.health.nexuscache.enabled} switches off. A cache that is
 * switched off has none.
 *
 * @since 0.1
 */
@AutoConfiguration(after = NexusCacheAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(NexusCache.class)
@ConditionalOnBooleanProperty(name = "nexus.cache.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("nexuscache")
public final class NexusCacheHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"nexusCacheHealthIndicator", "nexusCacheHealthContributor"})
    NexusCacheHealthIndicator nexusCacheHealthContributor(NexusCache cache) {
        return new NexusCacheHealthIndicator(cache);
    }
}
