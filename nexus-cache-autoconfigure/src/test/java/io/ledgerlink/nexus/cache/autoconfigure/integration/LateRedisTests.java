package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Instances that start while Redis does not answer, and share it once it does. */
@ExtendWith(OutputCaptureExtension.class)
class LateRedisTests {

    @Test
    void instancesServeFromTheStartAndShareRedisOnceItComes(CapturedOutput output) {
        try (RedisServer redis = RedisServer.start()) {
            redis.stop();
            try (ConfigurableApplicationContext one = start(redis);
                    ConfigurableApplicationContext other = start(redis)) {
                assertThat(output.getOut().split("Redis is not there yet", -1)).hasSize(3);
                String first = balance(one);
                assertThat(balance(one)).isEqualTo(first);
                assertThat(one.getBean(CacheEvictor.class)
                                .evictTag("acme", "account:A-1")
                                .status())
                        .isEqualTo(Status.PENDING);
                assertThat(balance(one)).isNotEqualTo(first);

                redis.startAgain();

                Await.until("both have found Redis", () -> connected(one) && connected(other));
                String own = balance(other);
                assertThat(one.getBean(CacheEvictor.class)
                                .evictTag("acme", "account:A-1")
                                .status())
                        .isEqualTo(Status.CONFIRMED);
                Await.until("the other has heard", () -> !balance(other).equals(own));
            }
        }
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    private static String balance(ApplicationContext instance) {
        return instance.getBean(LedgerQueries.class).balance("acme", "A-1");
    }

    private static boolean connected(ApplicationContext instance) {
        return instance.getBean(NexusCache.class).busStatistics().connected();
    }

    private static ConfigurableApplicationContext start(RedisServer redis) {
        return LedgerApplication.start("late", redis.uri(), "--nexus.cache.remote.startup-timeout=50ms");
    }
}
