package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.event.EvictionEvents;
import io.ledgerlink.nexus.cache.event.InvalidationEvents;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of evictions as events of the application, in both directions.
 *
 * @since 0.1
 */
@AutoConfiguration(after = NexusCacheAutoConfiguration.class)
@ConditionalOnBean(CacheEvictor.class)
@ConditionalOnBooleanProperty(name = "nexus.cache.enabled", matchIfMissing = true)
public final class NexusCacheEventsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static EvictionEvents nexusCacheEvictionEvents(
            ObjectProvider<CacheEvictor> evictor, ApplicationEventPublisher publisher) {
        return new EvictionEvents(evictor::getObject, publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    static InvalidationEvents nexusCacheInvalidationEvents(ObjectProvider<CacheEvictor> evictor) {
        return new InvalidationEvents(evictor::getObject);
    }
}
