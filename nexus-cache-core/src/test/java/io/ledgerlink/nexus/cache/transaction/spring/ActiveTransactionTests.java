package io.ledgerlink.nexus.cache.transaction.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.transaction.Transactions;
import io.ledgerlink.nexus.cache.transaction.Transactions.Reading;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class ActiveTransactionTests {

    private final Transactions transactions = new SpringTransactions();

    @AfterEach
    void clear() {
        TransactionSynchronizationManager.clear();
    }

    @Test
    void aTransactionIsActiveThoughItReadsWhatIsCommitted() {
        assertThat(transactions.active()).isFalse();
        TransactionSynchronizationManager.setActualTransactionActive(true);
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(true);
        TransactionSynchronizationManager.setCurrentTransactionIsolationLevel(
                TransactionDefinition.ISOLATION_READ_COMMITTED);
        assertThat(transactions.reading()).isEqualTo(Reading.COMMITTED);
        assertThat(transactions.active()).isTrue();
    }

    @Test
    void outsideOfTransactionsNoneIsActive() {
        assertThat(Transactions.none().active()).isFalse();
    }
}
