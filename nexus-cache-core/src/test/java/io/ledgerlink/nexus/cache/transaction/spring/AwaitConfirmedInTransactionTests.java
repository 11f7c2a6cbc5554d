package io.ledgerlink.nexus.cache.transaction.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting for the confirmation of evictions that a transaction has deferred. */
class AwaitConfirmedInTransactionTests {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Bank bank = new Bank();
    private final Instance a = bank.start();

    @AfterEach
    void close() {
        bank.close();
    }

    private EvictionReceipt evict() {
        return a.cache().evictor().evictTag("t1", "account:7");
    }

    private EvictionReceipt evictInTransaction(boolean rollback) {
        return Objects.requireNonNull(bank.transaction().execute(status -> {
            if (rollback) {
                status.setRollbackOnly();
            }
            return evict();
        }));
    }

    @Test
    void isRefusedInsideWhereItWouldNeverEnd() {
        bank.transaction().executeWithoutResult(status -> {
            EvictionReceipt receipt = evict();
            assertThat(receipt.status()).isEqualTo(Status.DEFERRED);
            assertThatIllegalStateException()
                    .isThrownBy(() -> receipt.awaitConfirmed(LONG))
                    .withMessage(
                            "EvictionReceipt.awaitConfirmed was called while the transaction of the eviction is under"
                                    + " way. The eviction goes out after the commit, so inside the transaction the wait would"
                                    + " never end: call it when the transaction is over, or use confirmation().stage()");
        });
    }

    @Test
    void tellsOfTheCommit() throws Exception {
        assertThat(evictInTransaction(false).awaitConfirmed(NOW)).isTrue();
    }

    @Test
    void tellsOfTheRollback() throws Exception {
        EvictionReceipt receipt = evictInTransaction(true);
        assertThat(receipt.confirmation().stage().toCompletableFuture()).isCompletedWithValue(false);
        assertThat(receipt.awaitConfirmed(LONG)).isFalse();
    }

    @Test
    void waitsForRedisAfterTheCommit() throws Exception {
        bank.remote.disconnect();
        EvictionReceipt receipt = evictInTransaction(false);
        assertThat(receipt.awaitConfirmed(NOW)).isFalse();
        bank.remote.reconnect();
        assertThat(receipt.awaitConfirmed(LONG)).isTrue();
    }

    @Test
    void aStageAskedForInsideCompletesAfterTheCommit() throws Exception {
        CompletableFuture<Boolean> stage =
                Objects.requireNonNull(bank.transaction().execute(status -> {
                    CompletableFuture<Boolean> asked =
                            evict().confirmation().stage().toCompletableFuture();
                    assertThat(asked).isNotDone();
                    return asked;
                }));
        assertThat(stage.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPutIsConfirmedWithItsTransaction() throws Exception {
        EvictionReceipt receipt = Objects.requireNonNull(
                bank.transaction().execute(status -> a.cache().put(Bank.key(), String.class, "put")));
        assertThat(receipt.awaitConfirmed(NOW)).isTrue();
    }
}
