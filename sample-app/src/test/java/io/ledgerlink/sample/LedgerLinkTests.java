package io.ledgerlink.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import io.ledgerlink.sample.ledger.Balance;
import io.ledgerlink.sample.ledger.LedgerEntry;
import io.ledgerlink.sample.ledger.LedgerQueries;
import io.ledgerlink.sample.ledger.PostEntry;
import io.ledgerlink.sample.ledger.PostEntryHandler;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.domain.PageRequest;

/** Two instances of the sample on one Redis and one database. */
class LedgerLinkTests {

    private static final SharedRedis REDIS = SharedRedis.of(LedgerLinkTests.class);

    private final String database = "jdbc:h2:mem:ledgerlink-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Test
    void anAnswerIsSharedAndAPostedEntryReachesBothInstances() {
        try (ConfigurableApplicationContext one = instance("one");
                ConfigurableApplicationContext two = instance("two")) {
            LedgerQueries queriesOfOne = one.getBean(LedgerQueries.class);
            LedgerQueries queriesOfTwo = two.getBean(LedgerQueries.class);

            Balance first = queriesOfOne.balance("acme", "A-7");
            awaitStored(one);
            assertThat(first.amount()).isEqualByComparingTo("0");
            assertThat(first.readBy()).isEqualTo("one");
            assertThat(queriesOfOne.balance("acme", "A-7")).isEqualTo(first);
            assertThat(queriesOfTwo.balance("acme", "A-7")).isEqualTo(first);
            assertThat(statistics(two).remoteHits()).isEqualTo(1);

            two.getBean(PostEntryHandler.class).handle(new PostEntry("acme", "A-7", new BigDecimal("12.50"), "coffee"));

            Balance second = queriesOfTwo.balance("acme", "A-7");
            assertThat(second.amount()).isEqualByComparingTo("12.50");
            assertThat(second.readBy()).isEqualTo("two");
            assertThat(queriesOfTwo
                            .entries("acme", "A-7", PageRequest.of(0, 10))
                            .getContent())
                    .singleElement()
                    .extracting(LedgerEntry::memo)
                    .isEqualTo("coffee");
            assertThat(queriesOfTwo.balance("globex", "A-7").entries()).isZero();
        }
    }

    @Test
    void anInstanceThatStartsIsWarm() {
        try (ConfigurableApplicationContext one = instance("one")) {
            one.getBean(PostEntryHandler.class).handle(new PostEntry("initech", "W-1", new BigDecimal("3"), "stapler"));
            try (ConfigurableApplicationContext two = instance("two")) {
                assertThat(two.getBean(LedgerQueries.class)
                                .balance("initech", "W-1")
                                .amount())
                        .isEqualByComparingTo("3");
                assertThat(statistics(two).localHits()).isEqualTo(1);
            }
        }
    }

    private static void awaitStored(ConfigurableApplicationContext instance) {
        Await.until("the balance is stored", () -> statistics(instance).stores() == 1);
    }

    private static CacheStatistics statistics(ConfigurableApplicationContext instance) {
        return instance.getBean(NexusCache.class).statistics("balances");
    }

    private ConfigurableApplicationContext instance(String name) {
        return new SpringApplicationBuilder(LedgerLinkApplication.class)
                .run(
                        "--server.port=0",
                        "--ledgerlink.instance=" + name,
                        "--spring.application.name=" + REDIS.prefix(),
                        "--spring.data.redis.url=" + REDIS.uri(),
                        "--spring.datasource.url=" + database);
    }
}
