package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The cache in the memory of the test. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = NexusCacheTestAutoConfiguration.REMOTE, havingValue = "memory")
class MemoryConfiguration {

    @Bean
    NexusCacheTester nexusCacheTester(
            Environment environment, ObjectProvider<NexusCache> cache, ObjectProvider<NexusCacheBuilder> further) {
        return NexusCacheTester.of(
                environment.getRequiredProperty(TestPrefix.PROPERTY), cache::getObject, further::getObject, true);
    }

    @Bean
    InMemoryRemote nexusCacheInMemoryRemote(NexusCacheTester tester) {
        return tester.redis().store();
    }
}
