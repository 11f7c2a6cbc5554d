package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.Unkeyed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;

/** What a call of an annotated method is answered with. */
class CachedQueriesTests {

    private static final UUID ACCOUNT = new UUID(1, 2);

    static class LedgerQueries {

        final AtomicInteger loads = new AtomicInteger();

        @CachedQuery(cache = "entries", tags = "account:{accountId}")
        public List<String> entries(@Tenant String tenant, UUID accountId, Pageable page) {
            return List.of(tenant + accountId + page + loads.incrementAndGet());
        }

        @CachedQuery(cache = "balances")
        public Optional<String> balance(@Tenant String tenant, String account, @Unkeyed Object context)
                throws IOException {
            loads.incrementAndGet();
            if (account.equals("broken")) {
                throw new IOException("no ledger");
            }
            return Optional.of(account).filter(name -> !name.equals("none"));
        }

        public int uncached() {
            return loads.incrementAndGet();
        }
    }

    @Test
    void aSecondCallIsAnsweredByTheCache() {
        try (Application application = Application.with(LedgerQueries.class).start()) {
            LedgerQueries queries = application.get(LedgerQueries.class);
            List<String> first = queries.entries("t1", ACCOUNT, PageRequest.of(0, 10));
            assertThat(queries.entries("t1", new UUID(1, 2), PageRequest.of(0, 10)))
                    .isEqualTo(first);
            assertThat(queries.entries("t2", ACCOUNT, PageRequest.of(0, 10))).isNotEqualTo(first);
            assertThat(queries.entries("t1", ACCOUNT, PageRequest.of(1, 10))).isNotEqualTo(first);
            assertThat(queries.entries("t1", new UUID(1, 3), PageRequest.of(0, 10)))
                    .isNotEqualTo(first);
            assertThat(application.statistics("entries").localHits()).isOne();
        }
    }

    @Test
    void aTagOfTheTemplateEvictsAllPages() {
        try (Application application = Application.with(LedgerQueries.class).start()) {
            LedgerQueries queries = application.get(LedgerQueries.class);
            List<String> first = queries.entries("t1", ACCOUNT, PageRequest.of(0, 10));
            List<String> other = queries.entries("t1", new UUID(1, 3), PageRequest.of(0, 10));
            application.cache().evictor().evictTag("t1", "account:" + ACCOUNT);
            assertThat(queries.entries("t1", ACCOUNT, PageRequest.of(0, 10))).isNotEqualTo(first);
            assertThat(queries.entries("t1", new UUID(1, 3), PageRequest.of(0, 10)))
                    .isEqualTo(other);
        }
    }

    @Test
    void aParameterOutOfTheKeyDoesNotTellCallsApart() throws IOException {
        try (Application application = Application.with(LedgerQueries.class).start()) {
            LedgerQueries queries = application.get(LedgerQueries.class);
            assertThat(queries.balance("t1", "cash", new Object())).hasValue("cash");
            assertThat(queries.balance("t1", "cash", new Object())).hasValue("cash");
            assertThat(application.statistics("balances").localHits()).isOne();
        }
    }

    @Test
    void aCheckedExceptionReachesTheCallerAsItIsAndIsNotCached() {
        try (Application application = Application.with(LedgerQueries.class).start()) {
            LedgerQueries queries = application.get(LedgerQueries.class);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> queries.balance("t1", "broken", new Object()))
                        .isExactlyInstanceOf(IOException.class)
                        .hasMessage("no ledger");
            }
            assertThat(application.statistics("balances").loads()).isEqualTo(2);
        }
    }

    @Test
    void aMethodWithoutAnnotationIsNotTouched() {
        try (Application application = Application.with(LedgerQueries.class).start()) {
            LedgerQueries queries = application.get(LedgerQueries.class);
            assertThat(queries.uncached()).isOne();
            assertThat(queries.uncached()).isEqualTo(2);
        }
    }
}
