package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.redis.RedisRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisStaleSetTests extends StaleSetConformance {

    private RedisServer redis;

    @BeforeAll
    void startRedis() {
        redis = RedisServer.start();
        Await.until(
                "the server's start is seconds ago, so that no instance takes it for one that has restarted",
                () -> !redis.cli("INFO", "server").matches("(?s).*uptime_in_seconds:[01]\\D.*"));
    }

    @BeforeEach
    void flush() {
        redis.cli("FLUSHALL");
    }

    @AfterAll
    void stopRedis() {
        redis.close();
    }

    @Override
    RemoteTier tier(String channel) {
        return RedisRemoteTier.on(new LettuceConnectionFactory(redis.host(), redis.port()), channel);
    }
}
