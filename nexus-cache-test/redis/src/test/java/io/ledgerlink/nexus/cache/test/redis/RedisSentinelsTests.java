package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisSentinelsTests {

    @Test
    void promoteAReplicaWhenAsked() {
        try (RedisSentinels sentinels = RedisSentinels.start()) {
            RedisServer first = sentinels.master();
            LettuceConnectionFactory factory = sentinels.connectionFactory();
            new StringRedisTemplate(factory).opsForValue().set("k", "v");
            factory.destroy();
            sentinels.awaitReplicated();

            RedisServer second = sentinels.failover();

            assertThat(second).isNotSameAs(first);
            assertThat(second.cli("GET", "k")).isEqualTo("v");
        }
    }

    @Test
    void promoteAReplicaWhenTheMasterIsKilled() {
        try (RedisSentinels sentinels = RedisSentinels.start(2)) {
            RedisServer first = sentinels.master();
            // One transaction, large enough to be still on its way when the command has returned.
            first.cli("EVAL", "for i = 1, 20000 do redis.call('SET', i, string.rep('x', 1000)) end", "0");
            sentinels.awaitReplicated();
            assertThat(sentinels.servers())
                    .extracting(server -> server.cli("DBSIZE"))
                    .containsOnly("20000");

            RedisServer second = sentinels.killMaster();

            assertThat(second).isNotSameAs(first);
            assertThat(second.cli("DBSIZE")).isEqualTo("20000");
        }
    }
}
