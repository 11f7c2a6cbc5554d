package io.ledgerlink.sample.redis;

import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Uses the embedded Redis unless {@code spring.data.redis.url} names another. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

    @Bean
    @ConditionalOnProperty(name = "spring.data.redis.url", havingValue = "false", matchIfMissing = true)
    EmbeddedRedis embeddedRedis(@Value("${ledgerlink.embedded-redis.port}") int port) throws IOException {
        return new EmbeddedRedis(port);
    }
}
