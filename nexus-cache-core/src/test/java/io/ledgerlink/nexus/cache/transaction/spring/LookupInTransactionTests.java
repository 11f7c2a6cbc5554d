package io.ledgerlink.nexus.cache.transaction.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.Transactions.Outcome;
import io.ledgerlink.nexus.cache.transaction.Transactions.Participant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A look at the tiers inside a transaction, and the ticket that it may give. */
class LookupInTransactionTests {

    private final Bank bank = new Bank();
    private final Instance a = bank.start();

    @AfterEach
    void close() {
        bank.close();
    }

    private Lookup<String> lookup() {
        return a.cache().lookup(Bank.key(), String.class);
    }

    @Test
    void doesNotFindWhatTheTransactionItselfHasEvicted() {
        bank.get(a);
        Await.until("stored", () -> a.cache().statistics("ledger").stores() == 1);
        bank.transaction().executeWithoutResult(status -> {
            assertThat(lookup()).isInstanceOf(Lookup.Found.class);
            bank.write("new");
            a.cache().evictor().evictTag("t1", "account:7");
            assertThat(lookup()).isInstanceOf(Lookup.Absent.class);
        });
    }

    @Test
    void givesNoTicketThatKeepsUncommittedRowsOnAnotherThreadEither() {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            bank.transaction().executeWithoutResult(status -> {
                bank.write("uncommitted");
                Lookup<String> lookup = a.cache()
                        .<String>lookup(Bank.key(), String.class, other)
                        .join();
                String read = bank.read();
                assertThat(CompletableFuture.supplyAsync(() -> stored(lookup, read), other)
                                .join())
                        .isFalse();
                status.setRollbackOnly();
            });
        } finally {
            other.shutdown();
        }
        assertThat(bank.get(a)).isEqualTo("old");
    }

    private static boolean stored(Lookup<String> lookup, String value) {
        return lookup instanceof Lookup.Absent<String> absent && absent.ticket().store(value);
    }

    @Test
    void aTransactionGoesOnWhereAnInnerOneEndedOnAnotherThread() {
        Participation outer = new Participation(this, new Deaf());
        TransactionSynchronizationManager.bindResource(this, outer);
        try {
            outer.suspend();
            TransactionSynchronizationManager.bindResource(this, new Participation(this, new Deaf()));
            outer.resume();
            assertThat(TransactionSynchronizationManager.getResource(this)).isSameAs(outer);
        } finally {
            TransactionSynchronizationManager.unbindResourceIfPossible(this);
        }
    }

    private static final class Deaf implements Participant {

        @Override
        public void rewound() {}

        @Override
        public void ended(Outcome outcome) {}
    }
}
