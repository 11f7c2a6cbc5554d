package io.ledgerlink.nexus.cache.remote.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTierConformance;
import io.ledgerlink.nexus.cache.remote.TestEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryRemoteTierTests extends RemoteTierConformance {

    private final AtomicLong micros = new AtomicLong(1_790_000_000_000_000L);
    private final InMemoryRemote remote = remote();

    private InMemoryRemote remote() {
        InMemoryRemote created = new InMemoryRemote();
        created.setClock(micros::get);
        return created;
    }

    @Override
    protected RemoteTier newTier(String channel) {
        return remote.connect();
    }

    @Override
    protected long lifeMillis(String key) {
        return remote.lifeMillis(key);
    }

    @Override
    protected void awaitAbsence(String name) {
        micros.addAndGet(19_999);
        assertThat(readEntry(name)).isNotNull();
        micros.incrementAndGet();
        assertThat(readEntry(name)).isNull();
    }

    private InMemoryRemoteTier instance() {
        return (InMemoryRemoteTier) tier;
    }

    @Test
    void takesItsStampsFromTheClockThatItWasGiven() {
        assertThat(evict("stamp")).isEqualTo(micros.get());
    }

    @Test
    void takesItsStampsFromTheSystemsClockByDefault() {
        InMemoryRemoteTier other = new InMemoryRemote().connect();
        other.open(new RecordingListener());
        long before = System.currentTimeMillis();

        assertThat(get(other.evict(List.of(stamp("stamp")), ENVOY)).stamps()[0]).isGreaterThanOrEqualTo(before * 1000);
    }

    @Test
    void throwsOutStampsAndEntriesThatEndUntouched() {
        long stamp = get(tier.evict(List.of(stamp("kept")), ENVOY)).stamps()[0];
        for (int i = 0; i < 5_000; i++) {
            get(tier.evict(List.of(new StampRequest(key("stamp" + i), 0, 1)), ENVOY));
            get(tier.store(new StoreRequest(
                    key("entry" + i), TestEnvelope.PLAIN.bytes(), 1_000, 1, List.of(key("kept")), new long[] {stamp})));
            micros.addAndGet(1_000);
        }

        assertThat(remote.locked(Keyspace::size)).isLessThanOrEqualTo(1_003);
        assertThat(readStamp("kept")).isEqualTo(stamp);
    }

    @Test
    void cutsOffOneInstanceAlone() {
        RecordingListener otherHeard = new RecordingListener();
        RemoteTier other = open(otherHeard);

        instance().disconnect();
        get(other.publish("missed"));

        assertThat(tier.available()).isFalse();
        assertThat(heard.upTo("disconnected")).containsExactly("unsubscribed", "disconnected");
        assertThat(tier.publish("unsent").toCompletableFuture()).isCompletedExceptionally();
        assertThat(otherHeard.next()).isEqualTo("missed");

        instance().reconnect();
        get(tier.publish("again"));

        assertThat(heard.upTo("again")).containsExactly("connected", "subscribed", "again");
    }

    @Test
    void cutsOffAllInstancesAndThoseThatComeLater() {
        remote.disconnect();
        RecordingListener late = new RecordingListener();
        RemoteTier other = unopened();
        other.open(late);

        assertThat(tier.available()).isFalse();
        assertThat(other.available()).isFalse();

        remote.reconnect();

        assertThat(heard.upTo("subscribed")).containsExactly("unsubscribed", "disconnected", "connected", "subscribed");
        assertThat(late.upTo("subscribed")).containsExactly("connected", "subscribed");
    }

    @Test
    void losesMessagesToOneInstanceWhileItsSubscriptionSeemsToStand() {
        instance().loseMessages(true);
        int listeners = get(tier.publish("lost"));
        instance().loseMessages(false);
        get(tier.publish("heard"));

        assertThat(listeners).isEqualTo(1);
        assertThat(heard.next()).isEqualTo("heard");
    }

    @Test
    void forgetsOneKeyOrAll() {
        evict("a");
        evict("b");

        assertThat(remote.forget(key("a"))).isTrue();
        assertThat(remote.forget(key("a"))).isFalse();
        assertThat(remote.keys()).containsExactly(key("b"));
        remote.flush();
        assertThat(remote.keys()).isEmpty();
    }

    @Test
    void goesBackToAnOlderStateUnderANewRunId() {
        long old = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", old);
        InMemoryRemote.Snapshot snapshot = remote.snapshot();
        String runId = get(tier.servers()).get(0).runId();
        evict("stamp");
        evict("later");

        remote.restore(snapshot);

        assertThat(readStamp("stamp")).isEqualTo(old);
        assertThat(readStamp("later")).isZero();
        assertThat(readEntry("entry")).isNotNull();
        assertThat(get(tier.servers()).get(0).runId()).isNotEqualTo(runId);
    }

    @Test
    void canRestoreASnapshotMoreThanOnce() {
        long old = evict("stamp");
        InMemoryRemote.Snapshot snapshot = remote.snapshot();
        remote.restore(snapshot);
        evict("stamp");

        remote.restore(snapshot);

        assertThat(readStamp("stamp")).isEqualTo(old);
    }

    @Test
    void keepsItsEntriesFromTheHandsOfItsCallers() {
        byte[] envelope = TestEnvelope.PLAIN.bytes();
        get(tier.store(request(envelope, 1, LIFE, "stamp", evict("stamp"))));
        envelope[70 - 4]++;
        entry("entry")[66]++;

        assertThat(entry("entry")[66]).isEqualTo(TestEnvelope.PLAIN.bytes()[66]);
    }

    @Test
    void doesTheDeedAndGivesTheReplyInTasksOfTheirOwn() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        InMemoryRemote scheduled = new InMemoryRemote(tasks::add);
        InMemoryRemoteTier slow = scheduled.connect();
        RecordingListener slowHeard = new RecordingListener();
        slow.open(slowHeard);
        tasks.remove().run();
        tasks.remove().run();
        CompletableFuture<?> reply = slow.evict(List.of(stamp("stamp")), ENVOY).toCompletableFuture();
        assertThat(scheduled.keys()).isEmpty();

        tasks.remove().run();
        assertThat(scheduled.keys()).containsExactly(key("stamp"));
        assertThat(reply).isNotDone();

        slow.disconnect();
        tasks.forEach(Runnable::run);

        assertThat(reply).isCompletedExceptionally();
        assertThat(slowHeard.upTo("disconnected")).hasSize(5).endsWith("unsubscribed", "disconnected");
    }

    @Test
    void doesNotDoWhatWasAskedOnAConnectionThatWasLostSince() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        InMemoryRemote scheduled = new InMemoryRemote(tasks::add);
        InMemoryRemoteTier slow = scheduled.connect();
        slow.open(new RecordingListener());
        slow.evict(List.of(stamp("stamp")), ENVOY);

        slow.disconnect();
        slow.reconnect();
        tasks.forEach(Runnable::run);

        assertThat(scheduled.keys()).isEmpty();
    }

    @Test
    void finishesACallOfAListenerBeforeItTellsWhatTheCallHasLedTo() {
        List<String> log = new ArrayList<>();
        RemoteTier echo = unopened();
        echo.open(new RemoteTier.Listener() {
            @Override
            public void connected() {}

            @Override
            public void disconnected() {}

            @Override
            public void subscribed() {}

            @Override
            public void unsubscribed() {}

            @Override
            public void message(String text) {
                log.add(text + " begins");
                if (text.equals("one")) {
                    echo.publish("two");
                    echo.publish("three");
                }
                log.add(text + " ends");
            }
        });

        get(tier.publish("one"));

        assertThat(log)
                .containsExactly("one begins", "one ends", "two begins", "two ends", "three begins", "three ends");
        assertThat(heard.upTo("three")).containsExactly("one", "two", "three");
    }
}
