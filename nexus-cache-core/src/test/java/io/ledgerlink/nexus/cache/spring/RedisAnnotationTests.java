package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.redis.RedisRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisAnnotationTests extends CacheAnnotationConformance {

    private static final SharedRedis REDIS = SharedRedis.of(RedisAnnotationTests.class);
    private static LettuceConnectionFactory factory;

    @BeforeAll
    static void connect() {
        factory = REDIS.connectionFactory();
        Await.until(
                "the server's start is seconds ago",
                () -> !REDIS.cli("INFO", "server").matches("(?s).*uptime_in_seconds:[01]\\D.*"));
    }

    @AfterAll
    static void disconnect() {
        factory.destroy();
    }

    @Override
    RemoteTier tier(String channel) {
        return RedisRemoteTier.on(factory, channel);
    }

    @Override
    String application() {
        return REDIS.prefix();
    }
}
