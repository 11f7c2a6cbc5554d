package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.PutReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.TestEnvelope;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What a tier does while its server, or a connection to it, is away, full or asleep. */
class RedisLossTests {

    private static final MessageHead ENVOY = new MessageHead("head");
    private static final long LIFE = 600_000;

    private final RedisServer server = RedisServer.start();
    private final LettuceConnectionFactory factory = server.connectionFactory();
    private final RecordingListener heard = new RecordingListener();
    private final RemoteTier tier = RedisRemoteTier.on(factory, "bus");

    @BeforeEach
    void open() {
        tier.open(heard);
        assertThat(List.of(heard.next(), heard.next())).containsExactlyInAnyOrder("connected", "subscribed");
    }

    @AfterEach
    void close() {
        tier.close();
        factory.destroy();
        server.close();
    }

    private StampReply evict(String key) {
        return get(tier.evict(List.of(new StampRequest(key, 0, LIFE)), ENVOY));
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoreRequest request(String stampKey, long stamp) {
        return new StoreRequest(
                "entry", TestEnvelope.PLAIN.bytes(), 1_000_000, LIFE, List.of(stampKey), new long[] {stamp});
    }

    @Test
    void subscribesAgainWhenItsSubscriptionIsKilled() {
        server.cli("CLIENT", "KILL", "TYPE", "pubsub");

        assertThat(heard.upTo("subscribed")).containsExactly("unsubscribed", "subscribed");
        get(tier.publish("after"));
        assertThat(heard.next()).isEqualTo("after");
    }

    @Test
    void tellsOfALostConnectionForCommandsAndOfItsReturn() {
        server.cli("CLIENT", "KILL", "TYPE", "normal");

        assertThat(heard.upTo("connected")).containsExactly("disconnected", "connected");
        assertThat(tier.available()).isTrue();
        assertThat(evict("a").stamps()[0]).isPositive();
    }

    @Test
    void failsAtOnceWhileTheServerIsDownAndComesBackWithIt() {
        server.kill();
        assertThat(List.of(heard.next(), heard.next())).containsExactlyInAnyOrder("disconnected", "unsubscribed");

        assertThat(tier.available()).isFalse();
        assertThat(tier.evict(List.of(new StampRequest("a", 0, LIFE)), ENVOY).toCompletableFuture())
                .isCompletedExceptionally();

        server.startAgain();
        assertThat(List.of(heard.next(), heard.next())).containsExactlyInAnyOrder("connected", "subscribed");
        assertThat(get(tier.read(List.of(), List.of("a"))).stamps()).containsExactly(0);
        assertThat(evict("a").heardBy()).isEqualTo(1);
    }

    @Test
    void neitherWaitsForALostReplyNorSendsItsCommandAgain() {
        server.freeze();
        CompletableFuture<StampReply> reply =
                tier.evict(List.of(new StampRequest("a", 0, LIFE)), ENVOY).toCompletableFuture();
        assertThat(reply).isNotDone();

        server.kill();

        heard.upTo("disconnected");
        assertThat(tier.available()).isFalse();
        assertThatThrownBy(() -> get(reply)).hasCauseInstanceOf(ExecutionException.class);
        server.startAgain();
        heard.upTo("connected");
        assertThat(get(tier.read(List.of(), List.of("a"))).stamps()).containsExactly(0);
    }

    @Test
    void opensWithoutTheServerAndConnectsWhenItComes() {
        server.kill();
        RecordingListener late = new RecordingListener();
        RemoteTier waiting = RedisRemoteTier.on(factory, "bus");
        try {
            waiting.open(late);
            assertThat(waiting.available()).isFalse();
            assertThatThrownBy(() -> get(waiting.publish("unsent"))).hasStackTraceContaining("not reached yet");

            server.startAgain();

            assertThat(List.of(late.next(), late.next())).containsExactlyInAnyOrder("connected", "subscribed");
            assertThat(waiting.available()).isTrue();
        } finally {
            waiting.close();
        }
    }

    @Test
    void closesPromptlyAndLeavesNoThreadWhileTheServerIsFrozen() {
        server.freeze();
        RemoteTier stuck = RedisRemoteTier.on(factory, "bus");
        List<Thread> before = ownThreads();
        stuck.open(new RecordingListener());
        CompletableFuture<?> unanswered = tier.publish("unanswered").toCompletableFuture();

        CompletableFuture.runAsync(() -> {
                    stuck.close();
                    tier.close();
                })
                .orTimeout(15, TimeUnit.SECONDS)
                .join();

        assertThatThrownBy(() -> get(unanswered)).hasCauseInstanceOf(ExecutionException.class);
        assertThat(before).isNotEmpty();
        for (Thread thread : ownThreads()) {
            join(thread);
        }
        assertThat(ownThreads()).isEmpty();
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nexus-cache"))
                .toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void evictsAndRaisesWithTheServersMemoryFull() {
        long wide = evict("wide").stamps()[0];
        long known = evict("known").stamps()[0];
        server.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        server.cli("CONFIG", "SET", "maxmemory", "1");

        assertThat(evict("wide").stamps()[0]).isGreaterThan(wide);
        assertThat(evict("new").stamps()[0]).isPositive();
        assertThat(get(tier.settle(List.of(new StampRequest("known", known + 5, LIFE)), ENVOY))
                        .stamps())
                .containsExactly(known + 5);
        assertThat(get(tier.settle(List.of(new StampRequest("lost", known, LIFE)), ENVOY))
                        .stamps()[0])
                .isGreaterThan(known);
        assertThatThrownBy(() -> get(tier.store(request("known", known + 5)))).hasStackTraceContaining("OOM");
    }

    @Test
    void stampsTheQueryOfAPutThatTheServerHasNoRoomFor() {
        long query = evict("query").stamps()[0];
        server.cli("CONFIG", "SET", "maxmemory", "1");

        PutReply reply = get(tier.put(new StampRequest("query", 0, LIFE), request("query", query), ENVOY));

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.GONE);
        assertThat(get(tier.read(List.of("entry"), List.of("query"))).entries()).containsExactly((byte[]) null);
        assertThat(server.cli("GET", "query")).isEqualTo(Long.toString(reply.stamp()));
    }

    @Test
    void namesARestartedServerAnew() {
        String before = get(tier.servers()).get(0).runId();
        assertThat(server.cli("INFO", "server")).contains(before);

        server.restart();
        heard.upTo("connected");

        assertThat(get(tier.servers()).get(0).runId()).isNotEqualTo(before);
    }
}
