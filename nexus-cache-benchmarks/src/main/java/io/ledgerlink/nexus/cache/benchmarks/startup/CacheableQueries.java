package io.ledgerlink.nexus.cache.benchmarks.startup;

import java.util.List;
import java.util.UUID;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Import;

/** Ten services of five queries each, cached by {@code @Cacheable}. */
@Import({
    CacheableQueries.Accounts.class,
    CacheableQueries.Balances.class,
    CacheableQueries.Cards.class,
    CacheableQueries.Customers.class,
    CacheableQueries.Entries.class,
    CacheableQueries.Fees.class,
    CacheableQueries.Limits.class,
    CacheableQueries.Orders.class,
    CacheableQueries.Rates.class,
    CacheableQueries.Transfers.class
})
class CacheableQueries {

    static class Accounts {

        @Cacheable("accounts")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("accounts")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("accounts")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("accounts")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("accounts")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Balances {

        @Cacheable("balances")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("balances")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("balances")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("balances")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("balances")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Cards {

        @Cacheable("cards")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("cards")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("cards")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("cards")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("cards")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Customers {

        @Cacheable("customers")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("customers")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("customers")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("customers")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("customers")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Entries {

        @Cacheable("entries")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("entries")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("entries")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("entries")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("entries")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Fees {

        @Cacheable("fees")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("fees")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("fees")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("fees")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("fees")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Limits {

        @Cacheable("limits")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("limits")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("limits")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("limits")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("limits")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Orders {

        @Cacheable("orders")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("orders")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("orders")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("orders")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("orders")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Rates {

        @Cacheable("rates")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("rates")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("rates")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("rates")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("rates")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }

    static class Transfers {

        @Cacheable("transfers")
        public List<String> one(UUID tenant, UUID account) {
            return List.of("one");
        }

        @Cacheable("transfers")
        public List<String> open(UUID tenant, UUID account) {
            return List.of("open");
        }

        @Cacheable("transfers")
        public List<String> closed(UUID tenant, UUID account) {
            return List.of("closed");
        }

        @Cacheable("transfers")
        public List<String> recent(UUID tenant, UUID account) {
            return List.of("recent");
        }

        @Cacheable("transfers")
        public List<String> largest(UUID tenant, UUID account) {
            return List.of("largest");
        }
    }
}
