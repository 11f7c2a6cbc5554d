package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The cache on the Redis that the application is given, as {@code @ServiceConnection} gives it. */
@SpringBootTest(
        classes = {LedgerServiceTests.Application.class, ApplicationsRedisTests.Connection.class},
        properties = "spring.data.redis.url=redis://localhost:1")
@AutoConfigureNexusCache(remote = AutoConfigureNexusCache.Remote.APPLICATION)
class ApplicationsRedisTests {

    private static final SharedRedis REDIS = SharedRedis.of(ApplicationsRedisTests.class);

    @Autowired
    private Ledger ledger;

    @Autowired
    private NexusCacheTester cache;

    @Autowired
    private Environment environment;

    @Test
    void entriesAreOnItUnderThePrefixOfTheTest() {
        assertThat(cache.call(() -> ledger.balance("acme", "A-7"))).isMiss();
        ledger.post("acme", "A-7", 1);
        assertThat(cache).hasEvictedTag("acme", "account:A-7");
        String prefix = environment.getRequiredProperty("nexus.cache.prefix");
        assertThat(REDIS.cli("KEYS", prefix + ":*")).contains(prefix + ":{acme}:!tag:account%3AA-7");
    }

    @Test
    void timeAndFaultsAreRefusedWithAWayOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.advance(Duration.ofSeconds(1)))
                .withMessageContaining("time can be advanced only in memory")
                .withMessageContaining("@AutoConfigureNexusCache without remote");
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.redis().freeze())
                .withMessageContaining("faults can be played only in memory");
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Connection {

        @Bean
        DataRedisConnectionDetails redis() {
            URI uri = URI.create(REDIS.uri());
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of(uri.getHost(), uri.getPort());
                }
            };
        }
    }
}
