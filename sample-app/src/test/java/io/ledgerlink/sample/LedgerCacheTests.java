package io.ledgerlink.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.test.AutoConfigureNexusCache;
import io.ledgerlink.nexus.cache.test.NexusCacheTester;
import io.ledgerlink.sample.ledger.LedgerQueries;
import io.ledgerlink.sample.ledger.PostEntry;
import io.ledgerlink.sample.ledger.PostEntryHandler;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What the cache does for the ledger. No Redis runs: the remote tier is in memory. */
@SpringBootTest(properties = {"spring.datasource.url=jdbc:h2:mem:cache", "spring.data.redis.url=redis://localhost:1"})
@AutoConfigureNexusCache
class LedgerCacheTests {

    @Autowired
    private LedgerQueries queries;

    @Autowired
    private PostEntryHandler handler;

    @Autowired
    private NexusCacheTester cache;

    @Test
    void aPostedEntryIsInTheNextBalance() {
        queries.balance("acme", "A-7");
        assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isLocalHit();

        handler.handle(new PostEntry("acme", "A-7", new BigDecimal("12.50"), "coffee"));

        assertThat(cache).hasEvictedTag("acme", "account:A-7");
        assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isMiss();
    }

    @Test
    void anEntryThatAnotherInstancePostsIsToo() {
        queries.balance("acme", "B-1");
        cache.startInstance().evictor().evictTag("acme", "account:B-1");
        assertThat(cache.call(() -> queries.balance("acme", "B-1"))).isMiss();
    }

    @Test
    void aBalanceIsServedStaleWhenItsTimeIsOver() {
        queries.balance("acme", "A-7");
        cache.advance(Duration.ofMinutes(2));
        assertThat(cache.call(() -> queries.balance("acme", "A-7"))).isStale();
    }
}
