package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Annotated methods that throw where there is nothing. */
class NotFoundQueryTests {

    @CachedQuery(cache = "rates", shared = true, notFoundFor = NoSuchElementException.class)
    static class Rates {

        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @CachedQuery
        public @Nullable String rate(String currency) {
            throw notFound();
        }

        @CachedQuery
        public Optional<String> optional(String currency) {
            throw notFound();
        }

        @CachedQuery
        public Mono<String> reactive(String currency) {
            return Mono.error(this::notFound);
        }

        @CachedQuery(notFoundFor = IllegalStateException.class)
        public @Nullable String other(String currency) {
            throw notFound();
        }

        @CachedQuery(condition = "#currency != 'XXX'")
        public @Nullable String known(String currency) {
            throw notFound();
        }

        private NoSuchElementException notFound() {
            calls.incrementAndGet();
            return new NoSuchElementException("no such currency");
        }
    }

    static class Counts {

        @CachedQuery(cache = "counts", shared = true, notFoundFor = NoSuchElementException.class)
        public int count(String of) {
            return 1;
        }
    }

    @Test
    void itsCallersGetNothingAndLaterOnesDoNotAsk() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.rate("EUR")).isNull();
            assertThat(rates.rate("EUR")).isNull();
            assertThat(rates.optional("EUR")).isEmpty();
            assertThat(rates.optional("EUR")).isEmpty();
            assertThat(rates.reactive("EUR").blockOptional()).isEmpty();
            assertThat(rates.reactive("EUR").blockOptional()).isEmpty();
            assertThat(rates.calls()).isEqualTo(3);
        }
    }

    @Test
    void aMethodsOwnExceptionsReplaceThoseOfItsType() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThatThrownBy(() -> rates.other("EUR")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aCallThatItsConditionSendsPastTheCacheGetsTheException() {
        try (Application application = Application.with(Rates.class).start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.known("EUR")).isNull();
            assertThatThrownBy(() -> rates.known("XXX")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aPrimitiveCannotSayThatThereIsNothing() {
        assertThat(Application.faultsOf(Application.with(Counts.class)))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "Counts.count(String): It returns int, which cannot say that there is nothing, and its notFoundFor"
                                + " names exceptions that count as that. Return an object or an Optional, or name none.");
    }
}
