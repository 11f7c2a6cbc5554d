package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheBuilderCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of what {@link AutoConfigureNexusCache} asks for.
 *
 * @since 0.1
 */
@AutoConfiguration(before = {NexusCacheAutoConfiguration.class, DataRedisAutoConfiguration.class})
@Import({MemoryConfiguration.class, EmbeddedRedisConfiguration.class, RealRedisConfiguration.class})
public final class NexusCacheTestAutoConfiguration {

    static final String PROPERTIES = "nexus.cache-test";

    static final String REMOTE = PROPERTIES + ".remote";

    /** The first, so that those of the test and of the application have the last word. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    NexusCacheBuilderCustomizer nexusCacheTesting(NexusCacheTester tester) {
        return tester::prepare;
    }
}
