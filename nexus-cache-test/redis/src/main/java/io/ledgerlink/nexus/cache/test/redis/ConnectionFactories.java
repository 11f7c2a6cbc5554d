package io.ledgerlink.nexus.cache.test.redis;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Makes started connection factories, as an application would configure them; whoever asks destroys them. */
final class ConnectionFactories {

    private ConnectionFactories() {}

    static LettuceConnectionFactory standalone(String uri) {
        return started(LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(uri)));
    }

    static LettuceConnectionFactory cluster(List<RedisServer> nodes) {
        RedisClusterConfiguration configuration = new RedisClusterConfiguration();
        nodes.forEach(node -> configuration.addClusterNode(nodeOf(node)));
        return started(configuration);
    }

    static LettuceConnectionFactory sentinel(String master, List<RedisServer> sentinels) {
        RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(master);
        sentinels.forEach(sentinel -> configuration.addSentinel(nodeOf(sentinel)));
        return started(configuration);
    }

    private static RedisNode nodeOf(RedisServer server) {
        return new RedisNode(server.host(), server.port());
    }

    private static LettuceConnectionFactory started(RedisConfiguration configuration) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(configuration, LettuceClientConfiguration.defaultConfiguration());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
