package io.ledgerlink.nexus.cache.remote.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The user's connection factory, read for where Redis is and how it is to be reached. Never connected by us. */
record UserFactory(RedisConfiguration server, LettuceClientConfiguration client) {

    static UserFactory of(RedisConnectionFactory factory) {
        if (!(factory instanceof LettuceConnectionFactory lettuce)) {
            throw new IllegalArgumentException(
                    "The cache needs Lettuce, but the Redis connection factory is a "
                            + factory.getClass().getName()
                            + ": put io.lettuce:lettuce-core on the class path and give a"
                            + " LettuceConnectionFactory (Spring Boot does both unless spring.data.redis.client-type says jedis)");
        }
        return new UserFactory(serverOf(lettuce), lettuce.getClientConfiguration());
    }

    /** The getters answer localhost for some ways of making a factory, so the field that it goes by is read. */
    private static RedisConfiguration serverOf(LettuceConnectionFactory factory) {
        RedisConfiguration server =
                (RedisConfiguration) new DirectFieldAccessor(factory).getPropertyValue("configuration");
        if (server == null || RedisConfiguration.isStaticMasterReplicaConfiguration(server)) {
            throw new IllegalArgumentException(
                    "The Redis connection factory has a RedisStaticMasterReplicaConfiguration, whose primary cannot be"
                            + " followed through a failover: give the cache a factory for the primary alone"
                            + " (RedisStandaloneConfiguration), for Sentinel, or for a cluster");
        }
        return server;
    }

    /** Creates a client of the cache's own, which shares with the user's at most its resources. */
    OwnClient newClient() {
        ClientResources shared = client.getClientResources().orElse(null);
        ClientResources resources = shared == null
                ? ClientResources.builder()
                        .reconnectDelay(OwnResources.RECONNECT_DELAY)
                        .build()
                : new OwnResources(shared);
        return wrap(new ClientSource(server, client, resources).createClient(), shared == null ? resources : null);
    }

    private static OwnClient wrap(AbstractRedisClient client, @Nullable ClientResources owned) {
        return client instanceof RedisClusterClient cluster
                ? new OwnClusterClient(cluster, owned)
                : new OwnSingleClient((RedisClient) client, owned);
    }

    /** Lends the factory's way from a configuration to a client. */
    private static final class ClientSource extends LettuceConnectionFactory {

        ClientSource(RedisConfiguration server, LettuceClientConfiguration client, ClientResources resources) {
            super(server, new OwnConfiguration(client, RedisConfiguration.isClusterConfiguration(server), resources));
        }

        @Override
        protected AbstractRedisClient createClient() {
            return super.createClient();
        }
    }
}
