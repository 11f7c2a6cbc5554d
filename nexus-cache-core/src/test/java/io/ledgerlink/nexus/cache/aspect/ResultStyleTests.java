package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.test.util.AopTestUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Methods that promise their results. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class ResultStyleTests {

    static class Queries {

        final AtomicInteger loads = new AtomicInteger();
        final AtomicReference<Thread> startedOn = new AtomicReference<>();
        final ObjectProvider<Queries> self;

        Queries(ObjectProvider<Queries> self) {
            this.self = self;
        }

        @CachedQuery(cache = "futures", unless = "#result == \"not kept\"")
        public CompletableFuture<String> future(@Tenant String tenant, String account) {
            startedOn.set(Thread.currentThread());
            loads.incrementAndGet();
            return account.equals("broken")
                    ? CompletableFuture.failedFuture(new IOException("no ledger"))
                    : CompletableFuture.completedFuture(account.equals("none") ? null : account);
        }

        @CachedQuery(cache = "futures", query = "stage", condition = "#account != 'past'")
        public CompletionStage<List<String>> stage(@Tenant String tenant, String account) {
            startedOn.set(Thread.currentThread());
            return CompletableFuture.completedFuture(List.of(account + loads.incrementAndGet()));
        }

        @CachedQuery(cache = "monos", condition = "#account != 'past'")
        public Mono<String> mono(@Tenant String tenant, String account) {
            startedOn.set(Thread.currentThread());
            loads.incrementAndGet();
            return switch (account) {
                case "none" -> Mono.empty();
                case "broken" -> Mono.error(new IOException("no ledger"));
                case "context" -> Mono.deferContextual(context -> Mono.just(context.get("user")));
                case "itself" -> self.getObject().mono(tenant, account);
                case "round about" -> self.getObject().other(tenant, account).delayUntil(value -> Mono.empty());
                default -> Mono.just(account);
            };
        }

        @CachedQuery(cache = "monos")
        public Mono<String> other(@Tenant String tenant, String account) {
            return Mono.just("hop")
                    .publishOn(Schedulers.boundedElastic())
                    .flatMap(hop -> self.getObject().mono(tenant, account));
        }

        @CachedQuery(cache = "monos", query = "shared")
        public Mono<String> promised(@Tenant String tenant, String account) {
            return Mono.just(account + loads.incrementAndGet());
        }

        @CachedQuery(cache = "monos", query = "shared")
        public String plain(@Tenant String tenant, String account) {
            return account + loads.incrementAndGet();
        }

        @CachedQuery(cache = "fluxes", condition = "#count >= 0")
        public Flux<Integer> flux(@Tenant String tenant, int count) {
            loads.incrementAndGet();
            return Flux.range(1, Math.abs(count));
        }

        @CachedQuery(cache = "monos", query = "nothing")
        public Mono<String> nothingAtAll(@Tenant String tenant) {
            return null;
        }
    }

    private final Application application = Application.with(Queries.class).start();
    private final Queries queries = application.get(Queries.class);
    private final Queries behind = (Queries) AopTestUtils.<Object>getTargetObject(queries);

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void aFutureIsAnsweredByTheCacheWithOneOfItsOwn() throws Exception {
        CompletableFuture<String> first = queries.future("t1", "cash");
        assertThat(answer(first)).isEqualTo("cash");
        CompletableFuture<String> second = queries.future("t1", "cash");
        assertThat(second).isCompletedWithValue("cash").isNotSameAs(first);
        assertThat(behind.loads).hasValue(1);
        assertThat(behind.startedOn.get().getName()).startsWith("ledger-async-");
    }

    @Test
    void aStageKeepsWhatItPromises() throws Exception {
        assertThat(answer(queries.stage("t1", "cash"))).containsExactly("cash1");
        assertThat(answer(queries.stage("t1", "cash"))).containsExactly("cash1");
    }

    @Test
    void aConditionSendsACallPastTheCacheOnTheCallersThread() throws Exception {
        assertThat(answer(queries.stage("t1", "past"))).containsExactly("past1");
        assertThat(answer(queries.stage("t1", "past"))).containsExactly("past2");
        assertThat(behind.startedOn).hasValue(Thread.currentThread());
        assertThat(queries.mono("t1", "past").block()).isEqualTo("past");
        assertThat(behind.startedOn).hasValue(Thread.currentThread());
    }

    @Test
    void unlessSeesWhatIsPromised() throws Exception {
        answer(queries.future("t1", "not kept"));
        answer(queries.future("t1", "not kept"));
        assertThat(behind.loads).hasValue(2);
    }

    @Test
    void aFutureOfNothingIsCached() throws Exception {
        assertThat(answer(queries.future("t1", "none"))).isNull();
        assertThat(queries.future("t1", "none")).isCompletedWithValue(null);
        assertThat(behind.loads).hasValue(1);
    }

    @Test
    void aFailedFutureFailsWithTheMethodsOwnExceptionAndIsNotCached() {
        for (int i = 1; i <= 2; i++) {
            AtomicReference<Throwable> told = new AtomicReference<>();
            CompletableFuture<String> failed = queries.future("t1", "broken");
            CompletableFuture<Void> seen = new CompletableFuture<>();
            failed.whenComplete((value, failure) -> {
                told.set(failure);
                seen.complete(null);
            });
            assertThat(seen).succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(told.get()).isExactlyInstanceOf(IOException.class).hasMessage("no ledger");
            assertThat(behind.loads).hasValue(i);
        }
    }

    @Test
    void aMonoDoesNothingBeforeItIsSubscribedToAndAsksAnewEachTime() {
        Mono<String> mono = queries.mono("t1", "cash");
        assertThat(application.statistics("monos").misses()).isZero();
        assertThat(behind.loads).hasValue(0);
        StepVerifier.create(mono).expectNext("cash").verifyComplete();
        StepVerifier.create(mono).expectNext("cash").verifyComplete();
        assertThat(behind.loads).hasValue(1);
        application.cache().evictor().evictCache("monos");
        StepVerifier.create(mono).expectNext("cash").verifyComplete();
        assertThat(behind.loads).hasValue(2);
    }

    @Test
    void anEmptyMonoIsCachedAsNothing() {
        StepVerifier.create(queries.mono("t1", "none")).verifyComplete();
        StepVerifier.create(queries.mono("t1", "none")).verifyComplete();
        assertThat(behind.loads).hasValue(1);
    }

    @Test
    void anErrorReachesTheSubscriberAsItIsAndIsNotCached() {
        for (int i = 1; i <= 2; i++) {
            StepVerifier.create(queries.mono("t1", "broken"))
                    .verifyErrorSatisfies(failure -> assertThat(failure).isExactlyInstanceOf(IOException.class));
            assertThat(behind.loads).hasValue(i);
        }
    }

    @Test
    void theSourceIsSubscribedWithTheSubscribersContext() {
        StepVerifier.create(queries.mono("t1", "context").contextWrite(context -> context.put("user", "anna")))
                .expectNext("anna")
                .verifyComplete();
    }

    /** As a reactive transaction says that may see its own rows. */
    @Test
    void theSubscribersContextSaysHowACallIsMade() {
        AtomicReference<String> asked = new AtomicReference<>();
        Application transactional = Application.with(Queries.class).subscribers((subscriber, key, options) -> {
            asked.set(key.get().toString());
            return subscriber.hasKey("transaction") ? FetchOptions.unshared() : options;
        });
        try (Application started = transactional.start()) {
            Mono<String> mono = started.get(Queries.class).promised("t1", "cash");
            Mono<String> inside = mono.contextWrite(context -> context.put("transaction", true));
            StepVerifier.create(inside).expectNext("cash1").verifyComplete();
            assertThat(asked.get()).contains("account=");
            StepVerifier.create(mono).expectNext("cash2").verifyComplete();
            StepVerifier.create(inside).expectNext("cash2").verifyComplete();
        }
    }

    @Test
    void anEventLoopNeitherStartsTheSourceNorWaitsForIt() {
        Scheduler loop = Schedulers.newSingle("loop");
        try {
            StepVerifier.create(queries.mono("t1", "cash").subscribeOn(loop))
                    .expectNext("cash")
                    .verifyComplete();
            assertThat(behind.startedOn.get().getName()).startsWith("ledger-async-");
        } finally {
            loop.dispose();
        }
    }

    @Test
    void aMonoThatNeedsItselfIsToldSo() {
        StepVerifier.create(queries.mono("t1", "itself")).verifyError(RecursiveLoadException.class);
        StepVerifier.create(queries.mono("t1", "round about")).verifyError(RecursiveLoadException.class);
    }

    @Test
    void methodsOfOneQueryShareWhatIsPromised() {
        assertThat(queries.plain("t1", "cash")).isEqualTo("cash1");
        StepVerifier.create(queries.promised("t1", "cash")).expectNext("cash1").verifyComplete();
    }

    @Test
    void aFluxIsCollectedAndKeptAsAList() {
        StepVerifier.create(queries.flux("t1", 3)).expectNext(1, 2, 3).verifyComplete();
        StepVerifier.create(queries.flux("t1", 3), 1)
                .expectNext(1)
                .thenRequest(2)
                .expectNext(2, 3)
                .verifyComplete();
        StepVerifier.create(queries.flux("t1", 0)).verifyComplete();
        StepVerifier.create(queries.flux("t1", 0)).verifyComplete();
        assertThat(behind.loads).hasValue(2);
        StepVerifier.create(queries.flux("t1", -2)).expectNext(1, 2).verifyComplete();
        StepVerifier.create(queries.flux("t1", -2)).expectNext(1, 2).verifyComplete();
        assertThat(behind.loads).hasValue(4);
    }

    @Test
    void whatACallIsRefusedForReachesTheSubscriber() {
        StepVerifier.create(queries.mono(null, "cash"))
                .verifyErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("mono"));
    }

    @Test
    void aMethodThatReturnsNoPromiseIsNamed() {
        StepVerifier.create(queries.nothingAtAll("t1"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .hasMessageContaining(
                                "Queries.nothingAtAll(String) returned null instead of a Mono. Return one that is"
                                        + " empty"));
    }

    static class Unfit {

        @CachedQuery(cache = "entries")
        public Future<String> someFuture(@Tenant String tenant) {
            return CompletableFuture.completedFuture(tenant);
        }

        @CachedQuery(cache = "entries")
        public Object suspended(@Tenant String tenant, @Unkeyed kotlin.coroutines.Continuation<String> next) {
            return tenant;
        }

        @CachedQuery(cache = "entries")
        public Mono<Void> nothing(@Tenant String tenant) {
            return Mono.empty();
        }
    }

    @Test
    void promisesThatCannotBeHandedOverAreFaults() {
        assertThat(Application.faultsOf(Unfit.class).stream().map(QueryFault::toString))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith(
                                "Unfit.someFuture(String): It returns java.util.concurrent.Future<java.lang.String>")
                        .contains("a promise of a kind that the cache cannot hand over")
                        .endsWith("Return a CompletableFuture, a CompletionStage, a Mono or a Flux."))
                .anySatisfy(fault -> assertThat(fault)
                        .contains("Unfit.suspended(")
                        .contains("It is a suspend function")
                        .endsWith("returns a Mono or a CompletableFuture be cached, and await that one."))
                .anySatisfy(fault -> assertThat(fault).contains("there is no result to cache"));
    }

    @Configuration
    @EnableAsync(proxyTargetClass = true)
    static class AsyncConfiguration {

        @Bean
        AsyncQueries asyncQueries() {
            return new AsyncQueries();
        }
    }

    static class AsyncQueries {

        final AtomicInteger loads = new AtomicInteger();

        @Async
        @CachedQuery(cache = "futures", query = "async")
        public CompletableFuture<String> entries(@Tenant String tenant) {
            return CompletableFuture.completedFuture(tenant + loads.incrementAndGet());
        }
    }

    @Test
    void asyncStandsOutsideOfTheCache() throws Exception {
        try (Application async = Application.with(AsyncConfiguration.class).start()) {
            AsyncQueries asyncQueries = async.get(AsyncQueries.class);
            assertThat(answer(asyncQueries.entries("t1"))).isEqualTo("t11");
            assertThat(answer(asyncQueries.entries("t1"))).isEqualTo("t11");
            assertThat(async.statistics("futures").localHits()).isOne();
        }
    }

    private static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
