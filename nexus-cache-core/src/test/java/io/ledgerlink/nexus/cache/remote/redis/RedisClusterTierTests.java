package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTierConformance;
import io.ledgerlink.nexus.cache.test.redis.RedisCluster;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisClusterTierTests extends RemoteTierConformance {

    private static RedisCluster cluster;
    private static LettuceConnectionFactory factory;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        factory = cluster.connectionFactory();
    }

    @AfterAll
    static void stop() {
        factory.destroy();
        cluster.close();
    }

    @Override
    protected RemoteTier newTier(String channel) {
        return RedisRemoteTier.on(factory, channel);
    }

    @Override
    protected long lifeMillis(String key) {
        return Long.parseLong(cluster.masterOf(key).cli("PTTL", key));
    }

    @Override
    protected void awaitAbsence(String name) {
        while (readEntry(name) != null) {
            Thread.onSpinWait();
        }
    }

    @Test
    void reachesEveryInstanceFromEveryNode() {
        RecordingListener other = new RecordingListener();
        open(other);

        for (RedisServer node : cluster.nodes()) {
            String key = keyOn(node);
            RemoteTier.StampReply reply = get(tier.evict(List.of(new RemoteTier.StampRequest(key, 0, LIFE)), ENVOY));

            assertThat(node.cli("GET", key)).isEqualTo(Long.toString(reply.stamps()[0]));
            assertThat(reply.heardBy()).isEqualTo(-1);
            String message = ENVOY.head() + " " + key + "=" + reply.stamps()[0];
            assertThat(heard.next()).isEqualTo(message);
            assertThat(other.next()).isEqualTo(message);
        }
    }

    private static String keyOn(RedisServer node) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "nexus:{" + i + "}:stamp")
                .filter(key -> cluster.masterOf(key) == node)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void unlinksKeysOfManySlots() {
        List<String> keys =
                cluster.nodes().stream().map(RedisClusterTierTests::keyOn).toList();
        keys.forEach(key -> get(tier.evict(List.of(new RemoteTier.StampRequest(key, 0, LIFE)), ENVOY)));

        assertThat(get(tier.unlink(keys))).isEqualTo(3);
    }

    @Test
    void namesEachPrimary() {
        assertThat(get(tier.servers())).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void subscribesAtAnotherNodeWhenItsOwnIsFrozen() {
        RedisServer deaf = cluster.nodes().stream()
                .filter(node -> node.cli("PUBSUB", "CHANNELS").contains(slot))
                .findFirst()
                .orElseThrow();
        deaf.freeze();
        try {
            tier.resubscribe();
            assertThat(heard.upTo("subscribed")).startsWith("unsubscribed");
        } finally {
            deaf.thaw();
            cluster.awaitOk();
        }
        get(tier.publish("after"));
        heard.upTo("after");
    }
}
