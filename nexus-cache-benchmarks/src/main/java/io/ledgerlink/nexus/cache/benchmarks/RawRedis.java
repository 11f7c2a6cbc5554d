package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.List;

/** What one would use without a cache: Lettuce's client with one connection, and bytes. */
final class RawRedis implements AutoCloseable {

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;

    private RawRedis(RedisClient client) {
        this.client = client;
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    static RawRedis on(RedisServer redis) {
        return new RawRedis(RedisClient.create(redis.uri()));
    }

    RedisClient client() {
        return client;
    }

    RedisCommands<byte[], byte[]> commands() {
        return connection.sync();
    }

    /** The keys that a glob matches. */
    List<byte[]> keys(String glob) {
        return List.copyOf(commands().keys(glob));
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
