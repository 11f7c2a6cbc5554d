package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What becomes of calls that an instance's end finds under way. */
@SuppressWarnings("NullAway") // Every answer is compared.
class CloseTests extends EngineConformance {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    CloseTests() {
        super(Remote.inMemory());
    }

    @Test
    void aLoadThatIsUnderWayAnswersWhoeverWaitsForIt() throws Exception {
        Instance a = start();
        Caller<String> leading = Caller.of(() -> a.cache().get(key(1), String.class, this::slowly));
        asked.await();
        Caller<String> joining = Caller.of(() -> get(a, key(1), "never asked")).awaitWaiting();
        a.cache().close();
        gate.countDown();
        assertThat(leading.answer()).isEqualTo("source");
        assertThat(joining.answer()).isEqualTo("source");
        assertThat(get(a, key(1), "unused")).isEqualTo("source");
    }

    @Test
    void anAsynchronousLoadThatIsUnderWayAnswersWithinTheBoundOfTheEnd() throws Exception {
        Instance a = start();
        CompletableFuture<CachedResult<String>> answer = a.cache()
                .fetchAsync(
                        key(1),
                        String.class,
                        () -> CompletableFuture.supplyAsync(this::slowlyUnchecked),
                        FetchOptions.cached());
        asked.await();
        a.cache().close();
        gate.countDown();
        assertThat(answer.get(20, TimeUnit.SECONDS).value()).isEqualTo("source");
    }

    @Test
    void evictionsAndCallsThatRaceWithTheEndFailNobody() throws Exception {
        Instance a = start();
        CountDownLatch running = new CountDownLatch(2);
        Caller<Integer> calling = Caller.of(() -> race(running, i -> get(a, key(i), "v")));
        Caller<Integer> evicting =
                Caller.of(() -> race(running, i -> a.cache().evictor().evictQuery(key(i))));
        running.await();
        a.cache().close();
        gate.countDown();
        assertThat(calling.answer()).isPositive();
        assertThat(evicting.answer()).isPositive();
    }

    private int race(CountDownLatch running, IntConsumer step) {
        int steps = 0;
        running.countDown();
        while (gate.getCount() > 0) {
            step.accept(steps++ % 50);
        }
        step.accept(steps++);
        return steps;
    }

    private String slowlyUnchecked() {
        try {
            return slowly();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String slowly() throws InterruptedException {
        asked.countDown();
        gate.await();
        return "source";
    }
}
