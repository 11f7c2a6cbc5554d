package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client of a cluster: commands go to the primary of their keys' slot, the bus to any one node. */
record OwnClusterClient(
        RedisClusterClient lettuce, @Nullable ClientResources owned) implements OwnClient {

    @Override
    public Session connect() {
        return new ClusterSession(lettuce.connect(COMMAND_CODEC));
    }

    @Override
    public StatefulRedisPubSubConnection<byte[], byte[]> connectBus() {
        return lettuce.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    private record ClusterSession(StatefulRedisClusterConnection<byte[], byte[]> connection) implements Session {

        @Override
        public RedisClusterAsyncCommands<byte[], byte[]> commands() {
            return connection.async();
        }

        @Override
        public CompletionStage<List<ServerIdentity>> servers() {
            List<CompletableFuture<ServerIdentity>> answers = connection.getPartitions().stream()
                    .filter(node ->
                            node.getRole().isUpstream() && !node.getSlots().isEmpty())
                    .map(this::identify)
                    .toList();
            return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(done ->
                            answers.stream().map(CompletableFuture::join).toList());
        }

        private CompletableFuture<ServerIdentity> identify(RedisClusterNode node) {
            return connection.getConnectionAsync(node.getNodeId()).thenCompose(there -> ServerInfo.ask(there.async()));
        }

        /** A script and a command answer with the listeners at one node. */
        @Override
        public int heardBy(long receivers) {
            return -1;
        }
    }
}
