package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Import;

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
}
