package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTierConformance;
import io.ledgerlink.nexus.cache.remote.TestEnvelope;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.lettuce.core.resource.ClientResources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
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

    @Test
    void connectsAsTheFactorysUserToItsDatabaseUnderANameOfItsOwn() {
        server.cli("ACL", "SETUSER", "cache", "on", ">secret", "~*", "&*", "+@all");
        RedisRemoteTier other = RedisRemoteTier.on(factoryFor("cache", "secret"), slot);
        RecordingListener listener = new RecordingListener();
        try {
            other.open(listener);
            assertThat(List.of(listener.next(), listener.next())).containsExactlyInAnyOrder("connected", "subscribed");
            get(other.evict(List.of(stamp("elsewhere")), ENVOY));

            assertThat(readStamp("elsewhere")).isZero();
            assertThat(server.cli("INFO", "keyspace")).contains("db3:keys=1");
            assertThat(server.cli("CLIENT", "LIST").lines())
                    .filteredOn(line -> line.contains("user=cache"))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("name=nexus-cache"));
        } finally {
            other.close();
        }
    }

    private static Throwable failureOf(RedisRemoteTier tier) {
        return Objects.requireNonNull(tier.publish("a")
                .handle((done, failure) -> failure)
                .toCompletableFuture()
                .join());
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void saysWhyItCouldNotConnectAndNotThePassword() {
        RedisRemoteTier refused = RedisRemoteTier.on(factoryFor("cache", "wrong-secret"), slot);
        try {
            refused.open(new RecordingListener());

            // A refused connection may also be seen as one that was closed; it is tried again every second.
            Await.until(
                    "the server's reason is told",
                    () -> trace(failureOf(refused)).contains("WRONGPASS"));

            Throwable failure = failureOf(refused);
            assertThat(failure).hasMessageContaining("not reached yet");
            assertThat(trace(failure)).doesNotContain("wrong-secret");
        } finally {
            refused.close();
        }
    }

    private static LettuceConnectionFactory factoryFor(String user, String password) {
        RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
        configuration.setUsername(user);
        configuration.setPassword(password);
        configuration.setDatabase(3);
        return new LettuceConnectionFactory(configuration);
    }

    @Test
    void leavesTheResourcesThatTheUserSharesOpen() {
        ClientResources shared = ClientResources.create();
        LettuceConnectionFactory sharing = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(server.host(), server.port()),
                LettuceClientConfiguration.builder().clientResources(shared).build());
        sharing.afterPropertiesSet();
        sharing.start();
        RedisRemoteTier closed = RedisRemoteTier.on(sharing, slot);
        RecordingListener listener = new RecordingListener();
        closed.open(listener);
        listener.upTo("subscribed");

        closed.close();

        assertThat(sharing.getConnection().ping()).isEqualTo("PONG");
        sharing.destroy();
        shared.shutdown();
    }
}
