package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A repository with a cached query. */
@DataJpaTest
@AutoConfigureNexusCache
class LedgerRepositoryTests {

    @Autowired
    private Accounts accounts;

    @Autowired
    private NexusCacheTester cache;

    @Test
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    void theQueryIsCached() {
        assertThat(cache.call(() -> accounts.balance("acme", "A-7"))).isMiss();
        assertThat(cache.call(() -> accounts.balance("acme", "A-7"))).isLocalHit();
    }

    @Test
    void insideTheTransactionOfTheTestNothingIsKeptAndThatIsTold() {
        accounts.balance("acme", "A-7");
        assertThatThrownBy(() -> assertThat(cache.call(() -> accounts.balance("acme", "A-7")))
                        .isLocalHit())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("a transaction that writes", "Propagation.NOT_SUPPORTED");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableJpaRepositories(considerNestedRepositories = true)
    static class Application {}

    @Entity(name = "Account")
    static class Account {

        @Id
        private String id = "";

        private long balance;
    }

    interface Accounts extends JpaRepository<Account, String> {

        @CachedQuery("balances")
        @Query("select coalesce(sum(a.balance), 0) from Account a where a.id = concat(?1, ?2)")
        long balance(@Tenant String tenant, String account);
    }
}
