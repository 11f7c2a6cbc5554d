package io.ledgerlink.nexus.cache.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class EvictionEventsTests {

    private final InMemoryRemote remote = new InMemoryRemote();
    private final NexusCache here =
            NexusCacheBuilder.named("app").inMemory(remote).build();
    private final NexusCache elsewhere =
            NexusCacheBuilder.named("app").inMemory(remote).build();
    private final List<CacheEvictedEvent> heard = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final GenericApplicationContext context = new GenericApplicationContext();
    private Runnable onEvent = () -> {};

    private EvictionEvents start() {
        context.registerBean(EvictionEvents.class, () -> new EvictionEvents(here::evictor, context));
        context.addApplicationListener(event -> {
            if (event instanceof PayloadApplicationEvent<?> payload
                    && payload.getPayload() instanceof CacheEvictedEvent evicted) {
                threads.add(Thread.currentThread());
                heard.add(evicted);
                onEvent.run();
            }
        });
        context.refresh();
        return context.getBean(EvictionEvents.class);
    }

    @AfterEach
    void stop() {
        context.close();
        here.close();
        elsewhere.close();
    }

    @Test
    void anOwnEvictionIsPublishedWithItsStamps() {
        start();
        EvictionReceipt receipt = here.evictor().evictTag("acme", "account:7");
        Await.until("the event came", () -> heard.size() == 1);
        assertThat(heard.get(0).own()).isTrue();
        assertThat(heard.get(0).stamps()).isEqualTo(receipt.stamps());
    }

    @Test
    void anEvictionOfAnotherInstanceIsPublished() {
        start();
        here.evictor().evictAll();
        EvictionReceipt receipt = elsewhere.evictor().evictTenant("acme");
        Await.until("both events came", () -> heard.size() == 2);
        CacheEvictedEvent event = heard.get(1);
        assertThat(event.own()).isFalse();
        assertThat(event.instance()).isNotEqualTo(heard.get(0).instance());
        assertThat(event.stamps()).isEqualTo(receipt.stamps());
    }

    @Test
    void eventsComeInTheOrderOfTheEvictionsOnOneDaemonThreadOfTheirOwn() {
        start();
        IntStream.range(0, 100).forEach(i -> here.evictor().evictTenant("tenant" + i));
        Await.until("all events came", () -> heard.size() == 100);
        assertThat(heard)
                .extracting(event -> event.stamps().get(0).stamp())
                .isSortedAccordingTo(Long::compare)
                .doesNotHaveDuplicates();
        assertThat(threads).containsOnly(threads.get(0));
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(threads.get(0).getName()).isEqualTo("nexus-cache-events");
    }

    @Test
    void aSlowListenerDelaysNoEvictionAndOverflowIsToldOnce(CapturedOutput output) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        onEvent = () -> {
            entered.countDown();
            await(gate);
        };
        EvictionEvents events = start();
        elsewhere.evictor().evictAll();
        await(entered);

        for (int i = 0; i < EvictionEvents.CAPACITY + 5; i++) {
            here.evictor().evictTenant("tenant" + i);
        }

        Await.until("the last five were dropped", () -> events.dropped() == 5);
        assertThat(output.toString().split("wait to be published as CacheEvictedEvent", -1))
                .hasSize(2);
        assertThat(output)
                .contains("More than 1000 evictions wait to be published as CacheEvictedEvent, so the newest are"
                        + " dropped until none waits. The evictions themselves are not affected. A listener of"
                        + " CacheEvictedEvent is too slow: let it hand its work over.");
        gate.countDown();
        Await.until("what waited came", () -> heard.size() == EvictionEvents.CAPACITY + 1);
    }

    @Test
    void aListenerThatFailsIsLoggedAndStopsNoEvent(CapturedOutput output) {
        onEvent = () -> {
            throw new IllegalStateException("on purpose");
        };
        start();
        here.evictor().evictAll();
        here.evictor().evictAll();
        Await.until("both events came", () -> heard.size() == 2);
        Await.until(
                "the failure was logged",
                () -> output.toString()
                        .contains("A listener of CacheEvictedEvent failed; the eviction itself is not affected"));
    }

    @Test
    void closingTheContextPublishesWhatWaitsAndEndsTheThread() {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        onEvent = () -> {
            entered.countDown();
            await(gate);
        };
        EvictionEvents events = start();
        CountDownLatch arrived = new CountDownLatch(3);
        here.evictor().addListener(eviction -> arrived.countDown());
        here.evictor().evictTenant("first");
        await(entered);
        here.evictor().evictTenant("second");
        here.evictor().evictTenant("third");
        await(arrived);

        Thread closing = new Thread(events::stop);
        closing.start();
        Await.until("the context stopped listening", () -> !events.isRunning());
        gate.countDown();
        Await.until("it stopped", () -> !closing.isAlive());

        assertThat(heard).hasSize(3);
        Await.until("the thread has ended", () -> !threads.get(0).isAlive());
    }

    @Test
    void itPublishesAgainAfterARestartAndNothingInBetween() {
        EvictionEvents events = start();
        here.evictor().evictTenant("first");
        Await.until("the first came", () -> heard.size() == 1);
        events.stop();
        CountDownLatch arrived = new CountDownLatch(1);
        here.evictor().addListener(eviction -> arrived.countDown());
        here.evictor().evictTenant("second");
        await(arrived);
        events.start();
        EvictionReceipt third = here.evictor().evictTenant("third");
        EvictionReceipt fourth = here.evictor().evictTenant("fourth");
        Await.until("both came", () -> heard.size() >= 3);
        assertThat(heard).extracting(CacheEvictedEvent::stamps).element(1).isEqualTo(third.stamps());
        assertThat(heard).extracting(CacheEvictedEvent::stamps).element(2).isEqualTo(fourth.stamps());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
