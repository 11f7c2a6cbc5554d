package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lettuce's client, for one server (or the primary that Sentinel names) or for a cluster. */
sealed interface OwnClient permits OwnSingleClient, OwnClusterClient {

    /** Tells the connections for commands from those that Lettuce opens for its own use. */
    ByteArrayCodec COMMAND_CODEC = new ByteArrayCodec();

    AbstractRedisClient lettuce();

    /** Resources that nobody else uses. */
    @Nullable ClientResources owned();

    /** Waits for the server. */
    Session connect();

    /** Waits for the server. */
    StatefulRedisPubSubConnection<byte[], byte[]> connectBus();

    default void listen(RedisConnectionStateListener listener) {
        lettuce().addListener(listener);
    }

    /** Closes every connection. Waits for that, however often its thread is interrupted, and for no longer than a few seconds. */
    default void close() {
        lettuce()
                .shutdownAsync(0, 2, TimeUnit.SECONDS)
                .completeOnTimeout(null, 4, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        ClientResources owned = owned();
        if (owned != null) {
            owned.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }

    /** A connection on which commands are sent. */
    interface Session {

        StatefulConnection<byte[], byte[]> connection();

        RedisClusterAsyncCommands<byte[], byte[]> commands();

        CompletionStage<List<ServerIdentity>> servers();

        /** How many heard a message that so many heard at the server that was asked. */
        int heardBy(long receivers);
    }
}
