package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class SharedRedisTests {

    private final SharedRedis redis = SharedRedis.of(SharedRedisTests.class);

    @Test
    void isOneServerForAllClassesOfTheJvm() {
        SharedRedis other = SharedRedis.of(RedisServerTests.class);

        redis.cli("SET", redis.prefix(), "v", "PX", "60000");

        assertThat(other.cli("GET", redis.prefix())).isEqualTo("v");
    }

    @Test
    void givesEachClassAPrefixOfItsOwnInEachRun() {
        assertThat(redis.prefix())
                .startsWith("SharedRedisTests-")
                .isNotEqualTo(SharedRedis.of(SharedRedisTests.class).prefix());
    }

    @Test
    void servesAConnectionFactory() {
        LettuceConnectionFactory factory = redis.connectionFactory();
        new StringRedisTemplate(factory).opsForValue().set(redis.prefix() + ":k", "v");
        factory.destroy();

        assertThat(redis.cli("GETDEL", redis.prefix() + ":k")).isEqualTo("v");
    }
}
