package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** The Redis that instances share, where the application has one; a store in memory, where a test has one, goes first. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "nexus.cache.remote.enabled", matchIfMissing = true)
class RedisRemoteConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(InMemoryRemote.class)
    static class Memory {

        @Bean
        RemoteConnection nexusCacheRemoteConnection(InMemoryRemote store) {
            return new MemoryConnection(store);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RedisConnectionFactory.class)
    @ConditionalOnBean(RedisConnectionFactory.class)
    @ConditionalOnMissingBean(InMemoryRemote.class)
    static class Redis {

        @Bean
        RemoteConnection nexusCacheRemoteConnection(NexusCacheProperties properties, ListableBeanFactory beans) {
            return new RedisConnection(properties.remote().connectionFactory(), beans);
        }
    }
}
