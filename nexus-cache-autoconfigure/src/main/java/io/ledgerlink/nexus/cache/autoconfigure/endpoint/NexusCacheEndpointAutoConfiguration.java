package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint {@code nexuscache}, exposed as any other.
 *
 * @since 0.1
 */
@AutoConfiguration(after = NexusCacheAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnSingleCandidate(NexusCache.class)
@ConditionalOnAvailableEndpoint(NexusCacheEndpoint.class)
public final class NexusCacheEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    NexusCacheEndpoint nexusCacheEndpoint(NexusCache cache) {
        return new NexusCacheEndpoint(cache);
    }
}
