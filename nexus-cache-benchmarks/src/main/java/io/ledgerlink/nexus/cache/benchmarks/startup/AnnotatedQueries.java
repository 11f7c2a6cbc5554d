package io.ledgerlink.nexus.cache.benchmarks.startup;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Import;

/** Ten services of five queries each, cached by {@code @CachedQuery}. */
@Import({
    AnnotatedQueries.Accounts.class,
    AnnotatedQueries.Balances.class,
    AnnotatedQueries.Cards.class,
    AnnotatedQueries.Customers.class,
    AnnotatedQueries.Entries.class,
    AnnotatedQueries.Fees.class,
    AnnotatedQueries.Limits.class,
    AnnotatedQueries.Orders.class,
    AnnotatedQueries.Rates.class,
    AnnotatedQueries.Transfers.class
})
class AnnotatedQueries {

    static class Accounts {

        @CachedQuery(cache = "accounts")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "accounts")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "accounts")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "accounts")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "accounts")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Balances {

        @CachedQuery(cache = "balances")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "balances")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "balances")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "balances")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "balances")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Cards {

        @CachedQuery(cache = "cards")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "cards")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "cards")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "cards")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "cards")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Customers {

        @CachedQuery(cache = "customers")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "customers")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "customers")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "customers")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "customers")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Entries {

        @CachedQuery(cache = "entries")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "entries")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "entries")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "entries")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "entries")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Fees {

        @CachedQuery(cache = "fees")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "fees")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "fees")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "fees")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "fees")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Limits {

        @CachedQuery(cache = "limits")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "limits")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "limits")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "limits")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "limits")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Orders {

        @CachedQuery(cache = "orders")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "orders")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "orders")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "orders")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "orders")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Rates {

        @CachedQuery(cache = "rates")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "rates")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "rates")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "rates")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "rates")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Transfers {

        @CachedQuery(cache = "transfers")
        public List<String> one(@Tenant UUID tenant, UUID account) {
            return List.of("one");
        }

        @CachedQuery(cache = "transfers")
        public List<String> open(@Tenant UUID tenant, UUID account) {
            return List.of("open");
        }

        @CachedQuery(cache = "transfers")
        public List<String> closed(@Tenant UUID tenant, UUID account) {
            return List.of("closed");
        }

        @CachedQuery(cache = "transfers")
        public List<String> recent(@Tenant UUID tenant, UUID account) {
            return List.of("recent");
        }

        @CachedQuery(cache = "transfers")
        public List<String> largest(@Tenant UUID tenant, UUID account) {
            return List.of("largest");
        }
    }
}
