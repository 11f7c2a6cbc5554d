package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client of one primary. */
record OwnSingleClient(RedisClient lettuce, @Nullable ClientResources owned) implements OwnClient {

    @Override
    public Session connect() {
        return new SingleSession(lettuce.connect(COMMAND_CODEC));
    }

    @Override
    public StatefulRedisPubSubConnection<byte[], byte[]> connectBus() {
        return lettuce.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    private record SingleSession(StatefulRedisConnection<byte[], byte[]> connection) implements Session {

        @Override
        public RedisClusterAsyncCommands<byte[], byte[]> commands() {
            return connection.async();
        }

        @Override
        public CompletionStage<List<ServerIdentity>> servers() {
            return ServerInfo.ask(connection.async()).thenApply(List::of);
        }

        @Override
        public int heardBy(long receivers) {
            return Math.toIntExact(receivers);
        }
    }
}
