package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisClusterTests {

    @Test
    void takesKeysInEachNodeAndLosesOnlyTheSlotsOfAKilledOne() {
        try (RedisCluster cluster = RedisCluster.start("--cluster-require-full-coverage", "no")) {
            LettuceConnectionFactory factory = cluster.connectionFactory();
            StringRedisTemplate redis = new StringRedisTemplate(factory);
            List<String> keys = IntStream.range(0, 30).mapToObj(i -> "k" + i).toList();

            keys.forEach(key -> redis.opsForValue().set(key, "v"));

            factory.destroy();
            assertThat(keys)
                    .allSatisfy(key ->
                            assertThat(cluster.masterOf(key).cli("GET", key)).isEqualTo("v"));
            assertThat(keys).extracting(cluster::masterOf).containsAll(cluster.nodes());
            assertThat(cluster.uris()).hasSize(3);

            RedisServer killed = cluster.nodes().get(0);
            killed.kill();
            RedisServer alive = cluster.nodes().get(1);
            String foreign = keys.stream()
                    .filter(key -> !cluster.masterOf(key).equals(alive))
                    .findFirst()
                    .orElseThrow();
            assertThatExceptionOfType(RedisErrorException.class)
                    .isThrownBy(() -> alive.cli("GET", foreign))
                    .withMessageStartingWith("MOVED");

            killed.startAgain();
            cluster.awaitOk();
        }
    }

    @Test
    void promotesTheReplicaOfAKilledMaster() {
        try (RedisCluster cluster = RedisCluster.start(1)) {
            RedisServer old = cluster.masterOf("k");
            old.cli("SET", "k", "v");
            cluster.awaitReplicated();

            old.kill();
            RedisServer promoted = cluster.awaitMasterOtherThan(old, "k");

            assertThat(promoted.cli("GET", "k")).isEqualTo("v");
        }
    }
}
