package io.ledgerlink.nexus.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Ending;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Failure;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Progress;
import io.ledgerlink.nexus.cache.warmup.WarmUp.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WarmUpTests {

    private final InMemoryRemote remote = new InMemoryRemote();
    private final List<NexusCache> caches = new ArrayList<>();
    private final NexusCache cache = join();
    private final Logger logger = (Logger) LoggerFactory.getLogger(WarmUp.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void close() {
        gate.countDown();
        logger.detachAppender(logged);
        caches.forEach(NexusCache::close);
    }

    private NexusCache join() {
        NexusCache joined = NexusCacheBuilder.named("app")
                .remote(channel -> remote.connect())
                .build();
        caches.add(joined);
        return joined;
    }

    @Test
    void whatWasWarmedAnswersFromTheLocalTier() throws Exception {
        QueryHandle<String> query = query(cache, "warm");
        Report report = WarmUp.of(cache)
                .query(query, "t1", null, 7)
                .key(key(8), String.class, () -> "warm too")
                .run();
        assertThat(report.done()).isEqualTo(2);
        assertThat(query.fetch(FetchOptions.cached(), "t1", null, 7).status()).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(cache.fetch(key(8), String.class, () -> "unused", FetchOptions.cached())
                        .status())
                .isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void whatAnotherInstanceHasLoadedIsTakenFromTheRemoteTier() {
        WarmUp.of(cache).query(query(cache, "one"), "t1", null, 7).run();
        Await.until("the entry is stored", () -> cache.statistics("ledger").stores() == 1);
        NexusCache other = join();
        QueryHandle<String> query = query(other, "another");
        WarmUp.of(other).query(query, "t1", null, 7).run();
        assertThat(other.statistics("ledger").loads()).isZero();
        assertThat(query.get("t1", 7)).isEqualTo("one");
    }

    @Test
    void theArgumentsAreThoseOfTheMomentWhenTheQueryWasAdded() {
        Object[] arguments = {7};
        QueryHandle<String> query = query(cache, "warm");
        WarmUp warmUp = WarmUp.of(cache).query(query, "t1", null, arguments);
        arguments[0] = 8;
        warmUp.run();
        assertThat(query.fetch(FetchOptions.cached(), "t1", null, 7).status()).isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void noMoreQueriesAreAskedAtOnceThanItWasTold() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        WarmUp warmUp = WarmUp.of(cache).parallelism(3);
        for (int i = 0; i < 12; i++) {
            warmUp.call("query " + i, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                three.countDown();
                pass(three);
                pass(gate);
                return running.decrementAndGet();
            });
        }
        CompletableFuture<Report> report = CompletableFuture.supplyAsync(warmUp::run);
        pass(three);
        assertThat(running).hasValue(3);
        gate.countDown();
        assertThat(report.get(10, TimeUnit.SECONDS).done()).isEqualTo(12);
        assertThat(most).hasValue(3);
    }

    @Test
    void queriesAreAskedInTheOrderInWhichTheyWereGivenOnThreadsThatAreGoneAfterwards() {
        List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> thread = new AtomicReference<>();
        WarmUp warmUp = WarmUp.of(cache).parallelism(1);
        for (int i = 0; i < 20; i++) {
            int number = i;
            warmUp.call("query " + i, () -> {
                thread.set(Thread.currentThread());
                return asked.add(number);
            });
        }
        warmUp.run();
        assertThat(asked)
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
        assertThat(thread.get().getName()).isEqualTo("nexus-warm-up-1");
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void aStageThatACallReturnsIsWaitedFor() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<Report> report = CompletableFuture.supplyAsync(
                () -> WarmUp.of(cache).call("slow", () -> stage).run());
        Await.until("the stage is waited for", () -> stage.getNumberOfDependents() > 0);
        assertThat(report).isNotDone();
        stage.completeExceptionally(new IOException("down"));
        assertThat(report.join().failures())
                .extracting(Failure::thrown)
                .singleElement()
                .isInstanceOf(IOException.class);
    }

    @Test
    void anErrorOfTheListenerEndsIt() {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(1);
        WarmUp warmUp = WarmUp.of(cache)
                .parallelism(1)
                .onProgress(progress -> {
                    told.countDown();
                    throw new AssertionError("broken");
                })
                .call("the first", () -> "fine");
        for (int i = 0; i < 100; i++) {
            warmUp.call("query " + i, () -> {
                pass(told);
                gate.await();
                return asked.incrementAndGet();
            });
        }
        assertThatExceptionOfType(AssertionError.class).isThrownBy(warmUp::run).withMessage("broken");
        gate.countDown();
        Await.until(
                "its thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("nexus-warm-up-")));
        assertThat(asked).hasValueLessThanOrEqualTo(1);
    }

    @Test
    void failuresEndNothingAndStandInTheReport() {
        IOException down = new IOException("down");
        WarmUp warmUp = WarmUp.of(cache)
                .parallelism(1)
                .key(key(1), String.class, () -> {
                    throw down;
                })
                .call("the second", () -> {
                    throw new IllegalStateException("down, too");
                })
                .call("the third", () -> "fine");
        Report report = warmUp.run();
        assertThat(report.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(report.done()).isEqualTo(1);
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.skipped()).isZero();
        assertThat(report.failures().get(0)).isEqualTo(new Failure(key(1).toString(), down));
        assertThat(report.failures().get(1).query()).isEqualTo("the second");
        assertThat(messages(Level.WARN))
                .containsExactly(
                        "Warm-up: a query of cache 'ledger' failed. Its first caller will wait for it. Later failures"
                                + " are logged at DEBUG, and stand in the report");
    }

    @Test
    void itStopsAtAFailureWhereItIsToldTo() {
        AtomicInteger asked = new AtomicInteger();
        Report report = WarmUp.of(cache)
                .parallelism(1)
                .stopOnFailure()
                .call("the first", asked::incrementAndGet)
                .call("the second", () -> {
                    throw new IOException("down");
                })
                .call("the third", asked::incrementAndGet)
                .run();
        assertThat(asked).hasValue(1);
        assertThat(report.ending()).isEqualTo(Ending.FAILURE);
        assertThat(report.done()).isEqualTo(1);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.skipped()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheLastQueryLeavesNothingToStopAt() {
        Report report = WarmUp.of(cache)
                .stopOnFailure()
                .call("the only one", () -> {
                    throw new IOException("down");
                })
                .run();
        assertThat(report.ending()).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void anErrorIsThrownWhenThoseThatHadBegunHaveEnded() {
        AtomicInteger asked = new AtomicInteger();
        WarmUp warmUp = WarmUp.of(cache)
                .parallelism(1)
                .call("broken", () -> {
                    throw new AssertionError("broken");
                })
                .call("the next", asked::incrementAndGet);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(warmUp::run).withMessage("broken");
        assertThat(asked).hasValue(0);
    }

    @Test
    void anInterruptEndsItAndStaysSet() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Thread> runner = new AtomicReference<>();
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Report> report = CompletableFuture.supplyAsync(() -> {
            runner.set(Thread.currentThread());
            Report made = WarmUp.of(cache)
                    .parallelism(1)
                    .call("held", () -> {
                        begun.countDown();
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw e;
                        }
                        return "never";
                    })
                    .call("the next", asked::incrementAndGet)
                    .run();
            assertThat(Thread.interrupted()).isTrue();
            return made;
        });
        pass(begun);
        runner.get().interrupt();
        Report made = report.get(10, TimeUnit.SECONDS);
        assertThat(made.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(made.skipped()).isEqualTo(2);
        Await.until("the query is interrupted too", () -> interrupted.get() == 1);
        assertThat(asked).hasValue(0);
    }

    @Test
    void closingTheCacheEndsIt() {
        AtomicInteger asked = new AtomicInteger();
        Report report = WarmUp.of(cache)
                .parallelism(1)
                .call("the first", () -> {
                    cache.close();
                    return "fine";
                })
                .call("the second", asked::incrementAndGet)
                .run();
        assertThat(report.ending()).isEqualTo(Ending.CLOSED);
        assertThat(report.done()).isEqualTo(1);
        assertThat(report.skipped()).isEqualTo(1);
        assertThat(asked).hasValue(0);
    }

    @Test
    void closingACacheThatIsOffEndsItToo() {
        NexusCache off = NexusCacheBuilder.off();
        assertThat(off.isClosed()).isFalse();
        off.close();
        assertThat(off.isClosed()).isTrue();
        assertThat(WarmUp.of(off).call("skipped", () -> "unused").run().skipped())
                .isEqualTo(1);
    }

    @Test
    void progressIsToldAfterEachQueryInOrderOnTheThreadThatRunsIt() {
        List<Progress> told = new ArrayList<>();
        Thread here = Thread.currentThread();
        WarmUp warmUp = WarmUp.of(cache).parallelism(8).onProgress(progress -> {
            assertThat(Thread.currentThread()).isSameAs(here);
            told.add(progress);
        });
        for (int i = 0; i < 30; i++) {
            int number = i;
            warmUp.call("query " + i, () -> {
                if (number % 3 == 0) {
                    throw new IOException("down");
                }
                return "fine";
            });
        }
        warmUp.run();
        assertThat(told).hasSize(30);
        for (int i = 0; i < 30; i++) {
            assertThat(told.get(i).done() + told.get(i).failed()).isEqualTo(i + 1);
        }
        assertThat(told.get(29)).isEqualTo(new Progress(20, 10, 30));
    }

    @Test
    void aListenerThatFailsIsLoggedOnceAndGoesOnBeingTold() {
        AtomicInteger told = new AtomicInteger();
        Report report = WarmUp.of(cache)
                .onProgress(progress -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("broken");
                })
                .call("one", () -> "fine")
                .call("two", () -> "fine")
                .run();
        assertThat(report.done()).isEqualTo(2);
        assertThat(told).hasValue(2);
        assertThat(messages(Level.WARN))
                .containsExactly(
                        "Warm-up: the listener failed. It goes on being told; later failures of it are not logged");
    }

    @Test
    void theLogHearsOfEveryTenthPartAndOfTheEnd() {
        WarmUp warmUp = WarmUp.of(cache).parallelism(1);
        for (int i = 0; i < 200; i++) {
            warmUp.call("query " + i, () -> "fine");
        }
        warmUp.run();
        List<String> told = messages(Level.INFO);
        assertThat(told).hasSize(10);
        assertThat(told.get(0)).isEqualTo("Warm-up: 20 of 200 queries are done, 0 of them failed");
        assertThat(told.get(8)).isEqualTo("Warm-up: 180 of 200 queries are done, 0 of them failed");
        assertThat(told.get(9))
                .matches("Warm-up: 200 of 200 queries are warm, 0 failed and 0 were skipped, after \\d+ ms");
    }

    @Test
    void theReportSaysInOneSentenceWhatCameOfIt() {
        Report report = WarmUp.of(cache).run();
        assertThat(report).asString().matches("0 of 0 queries are warm, 0 failed and 0 were skipped, after \\d+ ms");
        assertThat(new Report(Ending.FAILURE, 3, 1, 6, report.took(), List.of()))
                .asString()
                .startsWith("3 of 10 queries are warm, 1 failed and 6 were skipped, after ")
                .endsWith(" ms: it stopped at a failure");
        assertThat(new Report(Ending.INTERRUPTED, 3, 1, 6, report.took(), List.of()))
                .asString()
                .endsWith(": it was interrupted");
        assertThat(new Report(Ending.CLOSED, 3, 1, 6, report.took(), List.of()))
                .asString()
                .endsWith(": the cache was closed");
    }

    @Test
    void aNumberOfQueriesThatCannotBeIsRefused() {
        for (int wrong : new int[] {0, -1, 65}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WarmUp.of(cache).parallelism(wrong))
                    .withMessage("A warm-up cannot ask " + wrong
                            + " queries at once: give WarmUp.parallelism a number from 1 to 64");
        }
    }

    private List<String> messages(Level level) {
        return logged.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static QueryHandle<String> query(NexusCache cache, String value) {
        return cache.<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                .loader((tenant, page, arguments) -> value);
    }

    private static CacheKey key(int account) {
        return CacheKey.builder("ledger")
                .tenant("t1")
                .query("totals")
                .part("account", account)
                .build();
    }

    private static void pass(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
