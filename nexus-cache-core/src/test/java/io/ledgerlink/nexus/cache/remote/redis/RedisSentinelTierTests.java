package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.test.redis.RedisSentinels;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisSentinelTierTests {

    @Test
    void followsThePrimaryThroughAFailover() throws Exception {
        RecordingListener heard = new RecordingListener();
        try (RedisSentinels group = RedisSentinels.start(1)) {
            LettuceConnectionFactory factory = group.connectionFactory();
            try (RemoteTier tier = RedisRemoteTier.on(factory, "bus")) {
                tier.open(heard);
                assertThat(List.of(heard.next(), heard.next())).containsExactlyInAnyOrder("connected", "subscribed");

                RedisServer promoted = group.killMaster();

                assertThat(List.of(heard.next(), heard.next()))
                        .containsExactlyInAnyOrder("disconnected", "unsubscribed");
                assertThat(List.of(heard.next(), heard.next())).containsExactlyInAnyOrder("connected", "subscribed");
                StampReply reply = tier.evict(List.of(new StampRequest("stamp", 0, 60_000)), new MessageHead("head"))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
                assertThat(promoted.cli("GET", "stamp")).isEqualTo(Long.toString(reply.stamps()[0]));
                assertThat(heard.next()).isEqualTo("head stamp=" + reply.stamps()[0]);
            } finally {
                factory.destroy();
            }
        }
    }
}
