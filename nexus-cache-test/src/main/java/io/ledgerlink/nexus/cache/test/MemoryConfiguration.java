package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheBuilderCustomizer;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The cache in the memory of the test. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = NexusCacheTestAutoConfiguration.REMOTE, havingValue = "memory")
class MemoryConfiguration {

    @Bean
    NexusCacheTester nexusCacheTester(Environment environment, ObjectProvider<NexusCache> cache) {
        return NexusCacheTester.inMemoryOf(environment.getRequiredProperty(TestPrefix.PROPERTY), cache::getObject);
    }

    @Bean
    InMemoryRemote nexusCacheInMemoryRemote(NexusCacheTester tester) {
        return tester.redis().store();
    }

    /** The first, so that those of the test and of the application have the last word. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    NexusCacheBuilderCustomizer nexusCacheTesting(NexusCacheTester tester) {
        return tester::prepare;
    }
}
