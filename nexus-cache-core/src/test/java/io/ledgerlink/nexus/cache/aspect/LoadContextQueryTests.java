package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Annotated methods that decide how their results are kept. */
class LoadContextQueryTests {

    private static final List<Optional<String>> SEEN = new CopyOnWriteArrayList<>();

    static class Rates {

        private int loads;

        @CachedQuery(cache = "rates", shared = true)
        public String unstored(String currency) {
            LoadContext.current().doNotStore();
            return loaded();
        }

        @CachedQuery(cache = "rates", shared = true)
        public CompletableFuture<String> later(String currency) {
            LoadContext.current().doNotStore();
            return CompletableFuture.completedFuture(loaded());
        }

        @CachedQuery(cache = "rates", shared = true)
        public Mono<String> mono(String currency) {
            return Mono.fromSupplier(() -> {
                LoadContext.current().doNotStore();
                return loaded();
            });
        }

        @CachedQuery(cache = "rates", shared = true)
        public Flux<String> flux(String currency) {
            LoadContext<List<String>> load = LoadContext.current();
            return Flux.defer(() -> {
                load.doNotStore();
                return Flux.just(loaded());
            });
        }

        @CachedQuery(cache = "rates", shared = true, condition = "false")
        public String past(String currency) {
            LoadContext<String> load = LoadContext.current();
            load.ttl(Duration.ofHours(1));
            return load.previous().orElse(loaded());
        }

        @CachedQuery(cache = "rates", shared = true, condition = "false")
        public Mono<String> monoPast(String currency) {
            return Mono.just(LoadContext.<String>current().previous().orElse(loaded()));
        }

        @CachedQuery(cache = "rates", shared = true, condition = "false")
        public CompletableFuture<String> laterPast(String currency) {
            return CompletableFuture.completedFuture(past(currency));
        }

        @CachedQuery(cache = "rates", shared = true, ttl = "1ms", staleFor = "1h")
        public String unmodified(String currency) {
            LoadContext<String> load = LoadContext.current();
            SEEN.add(load.previous());
            return load.previous().isPresent() ? load.notModified() : loaded();
        }

        private String loaded() {
            return "load " + ++loads;
        }
    }

    @Test
    void aMethodDecidesThroughTheContextOfItsLoad() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.unstored("EUR")).isEqualTo("load 1");
            assertThat(rates.unstored("EUR")).isEqualTo("load 2");
            assertThat(rates.later("EUR").join()).isEqualTo("load 3");
            assertThat(rates.later("EUR").join()).isEqualTo("load 4");
            assertThat(rates.mono("EUR").block()).isEqualTo("load 5");
            assertThat(rates.mono("EUR").block()).isEqualTo("load 6");
            assertThat(rates.flux("EUR").collectList().block()).containsExactly("load 7");
            assertThat(rates.flux("EUR").collectList().block()).containsExactly("load 8");
        }
    }

    @Test
    void aMethodThatTheConditionSendsPastTheCacheHasAContextThatChangesNothing() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.past("EUR")).isEqualTo("load 1");
            assertThat(rates.monoPast("EUR").block()).isEqualTo("load 2");
            assertThat(rates.laterPast("EUR").join()).isEqualTo("load 3");
        }
    }

    @Test
    void aMethodRenewsAResultThatIsNotModified() {
        SEEN.clear();
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.unmodified("EUR")).isEqualTo("load 1");
            Await.until(
                    "the result is asked for again",
                    () -> rates.unmodified("EUR").equals("load 1") && SEEN.contains(Optional.of("load 1")));
            assertThat(SEEN).first().isEqualTo(Optional.empty());
        }
    }
}
