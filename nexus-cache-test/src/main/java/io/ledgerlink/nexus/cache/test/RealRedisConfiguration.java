package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The cache on a real Redis: that of the test, or that of the application. After {@link EmbeddedRedisConfiguration}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(NexusCacheTester.class)
@ImportAutoConfiguration(DataRedisAutoConfiguration.class)
class RealRedisConfiguration {

    @Bean
    NexusCacheTester nexusCacheTester(
            Environment environment, ObjectProvider<NexusCache> cache, ObjectProvider<NexusCacheBuilder> further) {
        return NexusCacheTester.of(
                environment.getRequiredProperty(TestPrefix.PROPERTY), cache::getObject, further::getObject, false);
    }
}
