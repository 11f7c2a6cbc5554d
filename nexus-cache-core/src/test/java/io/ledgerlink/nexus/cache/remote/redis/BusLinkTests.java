package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusLinkTests {

    private static final byte[] CHANNEL = "bus".getBytes(StandardCharsets.UTF_8);

    private final RedisServer server = RedisServer.start();
    private final RedisClient lettuce = RedisClient.create(server.uri());
    private final List<StatefulRedisPubSubConnection<byte[], byte[]>> connections = new CopyOnWriteArrayList<>();
    private final RecordingListener heard = new RecordingListener();

    @AfterEach
    void close() {
        lettuce.shutdown();
        server.close();
    }

    @Test
    void tellsOnceOfASubscriptionThatIsAcknowledgedTwice() {
        OwnClient client = new OwnSingleClient(lettuce, null);
        client.listen(new RedisConnectionStateListener() {
            @Override
            @SuppressWarnings("unchecked")
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                connections.add((StatefulRedisPubSubConnection<byte[], byte[]>) connection);
            }
        });
        new BusLink(client, "bus", heard).keep();
        assertThat(heard.next()).isEqualTo("subscribed");

        connections.get(0).sync().subscribe(CHANNEL);

        server.cli("PUBLISH", "bus", "after");
        assertThat(heard.next()).isEqualTo("after");
    }
}
