package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What is said where a server refuses what the cache needs. */
@ExtendWith(OutputCaptureExtension.class)
class RedisRightsTests {

    @Test
    void aServerThatRefusesScriptsIsNamedWithWhatItSaid(CapturedOutput output) {
        try (RedisServer server = RedisServer.start()) {
            server.cli(
                    "ACL",
                    "SETUSER",
                    "clerk",
                    "reset",
                    "on",
                    ">secret",
                    "allkeys",
                    "allchannels",
                    "+@all",
                    "-@scripting");
            String uri = "redis://clerk:secret@" + server.host() + ":" + server.port();
            try (RealInstances instances = new RealInstances(() -> connectTo(uri))) {
                NexusCache cache = instances.start(Duration.ofMillis(1));
                Await.until("it is told", () -> output.getAll().contains("could not be brought up to date"));
                assertThat(output.getAll())
                        .containsPattern(
                                "(Redis|Valkey) \\d+\\.\\d+\\S* is connected but could not be brought up to date: .*"
                                        + "NOPERM .*eval");
                assertThat(instances.get(cache, RealInstances.key())).isEqualTo("v1");
            }
        }
    }

    private static LettuceConnectionFactory connectTo(String uri) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(uri)));
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
