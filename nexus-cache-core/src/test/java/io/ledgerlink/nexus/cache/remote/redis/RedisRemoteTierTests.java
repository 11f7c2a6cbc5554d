package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.fixture.RedisServer;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTierConformance;
import io.ledgerlink.nexus.cache.remote.TestEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisRemoteTierTests extends RemoteTierConformance {

    private static RedisServer server;
    private static LettuceConnectionFactory factory;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        factory = server.connectionFactory();
    }

    @AfterAll
    static void stop() {
        factory.destroy();
        server.close();
    }

    @Override
    protected RemoteTier newTier(String channel) {
        return RedisRemoteTier.on(factory, channel);
    }

    @Override
    protected long lifeMillis(String key) {
        return Long.parseLong(server.cli("PTTL", key));
    }

    @Override
    protected void awaitAbsence(String name) {
        while (readEntry(name) != null) {
            Thread.onSpinWait();
        }
    }

    @Test
    void countsWhateverIsNoWholePositiveNumberAsAbsent() {
        for (String text :
                new String[] {"", "0", "-5", "007", "1e15", "1.5", " 5", "0x10", "inf", "99999999999999999"}) {
            server.cli("SET", key("stamp"), text);

            assertThat(readStamp("stamp")).as(text).isZero();
            assertThat(settle("stamp", 0)).as(text).isGreaterThan(1_700_000_000_000_000L);
        }
    }

    @Test
    void settlesAndEvictsOverAKeyOfAnotherType() {
        server.cli("RPUSH", key("settled"), "x");
        server.cli("RPUSH", key("evicted"), "x");
        server.cli("RPUSH", key("entry"), "x");

        assertThat(readStamp("settled")).isZero();
        assertThat(settle("settled", 0)).isPositive();
        assertThat(evict("evicted")).isEqualTo(readStamp("evicted"));
        assertThat(store(TestEnvelope.PLAIN, "evicted", readStamp("evicted")))
                .isEqualTo(RemoteTier.StoreOutcome.STORED);
    }

    @Test
    void writesStampsThatAPersonCanRead() {
        long stamp = evict("stamp");

        assertThat(server.cli("GET", key("stamp"))).isEqualTo(Long.toString(stamp));
    }

    @Test
    void sendsItsScriptsAgainToAServerThatHasForgottenThem() {
        evict("stamp");
        server.cli("SCRIPT", "FLUSH");

        assertThat(evict("stamp")).isEqualTo(readStamp("stamp"));
    }
}
