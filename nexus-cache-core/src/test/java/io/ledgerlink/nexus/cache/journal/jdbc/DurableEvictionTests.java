package io.ledgerlink.nexus.cache.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.journal.EvictionJournalException;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.transaction.spring.SpringTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Instances whose transactions keep their evictions in a table. */
class DurableEvictionTests {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(5);

    private static final CacheKey KEY = CacheKey.builder("ledger")
            .tenant("t1")
            .query("balance")
            .part("account", 7)
            .tags("account:7")
            .build();

    private final JournalTable table = new JournalTable();
    private final InMemoryRemote remote = new InMemoryRemote();
    private final Instances instances = new Instances("app", channel -> remote.connect());

    DurableEvictionTests() {
        table.jdbc.execute("create table account(balance varchar(20))");
        table.jdbc.update("insert into account values ('old')");
    }

    @AfterEach
    void close() {
        instances.close();
    }

    private Instance start(Duration pollEvery) {
        return start(pollEvery, Duration.ofSeconds(10));
    }

    private Instance start(Duration pollEvery, Duration remoteTimeout) {
        return instances.start(builder -> builder.transactions(new SpringTransactions())
                .remoteTimeout(remoteTimeout)
                .journal(table.journal(), pollEvery));
    }

    private String read() {
        return Objects.requireNonNull(table.jdbc.queryForObject("select balance from account", String.class));
    }

    private String get(Instance instance) {
        return Objects.requireNonNull(instance.cache().<String, RuntimeException>get(KEY, String.class, this::read));
    }

    private EvictionReceipt change(Instance instance) {
        return Objects.requireNonNull(table.transaction().execute(status -> {
            table.jdbc.update("update account set balance = 'new'");
            return instance.cache().evictor().evictTag("t1", "account:7");
        }));
    }

    /** What all instances know is left over when this has passed twice. */
    private void settle() {
        table.pass(JournalTable.GRACE);
    }

    private void awaitNoRow() {
        Await.until("no row is left", () -> {
            settle();
            return table.rows() == 0;
        });
    }

    @Test
    void aRowIsWrittenWithTheTransactionAndRemovedWhenItIsConfirmed() {
        Instance a = start(NEVER);
        table.transaction().executeWithoutResult(status -> {
            a.cache().evictor().evictTag("t1", "account:7");
            assertThat(table.rows()).isOne();
            a.cache().evictor().evictTag("t1", "account:7");
            a.cache().evictor().evictTenant("t2");
            a.cache().evictor().evictTenant("t3");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCompletion() {
                    assertThat(table.jdbc.queryForList("select scopes from NEXUS_CACHE_JOURNAL", String.class))
                            .containsExactly("app:{t1}:!tag:account%3A7", "app:{t2}:!tenant\napp:{t3}:!tenant");
                }
            });
        });
        Await.until("the rows are removed", () -> table.rows() == 0);
    }

    @Test
    void anEvictionOfAnInstanceThatDiedBetweenCommitAndEvictionIsDeliveredByAnother() {
        Instance b = start(OFTEN);
        assertThat(get(b)).isEqualTo("old");
        Instance dying = start(NEVER, Duration.ofMillis(20));
        Hold neverSent = dying.tier().hold(Command.EVICT);
        assertThat(change(dying).status()).isEqualTo(Status.DEFERRED);
        assertThat(table.rows()).isEqualTo(1);
        assertThat(get(b)).isEqualTo("old");
        awaitNoRow();
        assertThat(get(b)).isEqualTo("new");
        neverSent.fail();
    }

    @Test
    void anEvictionThatRedisDidNotConfirmIsDeliveredWhenItIsBack() {
        Instance a = start(OFTEN);
        assertThat(get(a)).isEqualTo("old");
        remote.disconnect();
        change(a);
        assertThat(table.rows()).isEqualTo(1);
        remote.reconnect();
        awaitNoRow();
        assertThat(get(a)).isEqualTo("new");
    }

    @Test
    void anInstanceThatIsClosedLeavesBehindWhatIsNotConfirmedAndNothingElse() {
        Instance a = start(NEVER);
        change(a);
        a.cache().close();
        assertThat(table.rows()).isZero();
        Instance b = start(NEVER);
        remote.disconnect();
        change(b);
        b.cache().close();
        assertThat(table.rows()).isEqualTo(1);
    }

    @Test
    void aRowWhoseDelivererDiedBeforeItsRemovalIsDeliveredAgain() {
        Instance b = start(OFTEN);
        table.write(table.journal(), "app:{t1}:!tenant");
        table.jdbc.update("update NEXUS_CACHE_JOURNAL set claims = 1");
        long before = b.cache().busStatistics().evictions();
        awaitNoRow();
        assertThat(b.cache().busStatistics().evictions()).isGreaterThan(before);
    }

    @Test
    void aRowThatIsNoScopeOfOursHoldsUpNoOther() {
        table.write(table.journal(), "other:{t1}:!tenant");
        table.write(table.journal(), "app:{t1}:!tag:account%3A7");
        Instance a = start(OFTEN);
        Await.until("only the bad row is left", () -> {
            settle();
            return table.rows() == 1;
        });
        assertThat(a.cache().busStatistics().evictions()).isEqualTo(1);
        assertThat(table.jdbc.queryForList("select claims from NEXUS_CACHE_JOURNAL", Long.class))
                .containsExactly(-1L);
    }

    @Test
    void aRollbackLeavesNoRow() {
        Instance a = start(NEVER);
        table.transaction().executeWithoutResult(status -> {
            a.cache().evictor().evictTenant("t1");
            status.setRollbackOnly();
        });
        assertThat(table.rows()).isZero();
        assertThat(a.cache().busStatistics().evictions()).isZero();
    }

    @Test
    void aReadOnlyTransactionWritesNothing() {
        Instance a = start(NEVER, Duration.ofMillis(20));
        a.tier().hold(Command.EVICT);
        var readOnly = table.transaction();
        readOnly.setReadOnly(true);
        readOnly.executeWithoutResult(status -> a.cache().evictor().evictTenant("t1"));
        assertThat(table.rows()).isZero();
        assertThat(a.cache().busStatistics().evictions()).isEqualTo(1);
    }

    @Test
    void evictionsThatCannotBeWrittenKeepTheirTransactionFromCommitting() {
        Instance a = start(NEVER);
        table.jdbc.execute("drop table NEXUS_CACHE_JOURNAL");
        assertThatExceptionOfType(EvictionJournalException.class)
                .isThrownBy(() -> change(a))
                .withMessageStartingWith(
                        "The evictions of a transaction could not be written to the durable journal, so it"
                                + " cannot commit: evictions could not be written to the table NEXUS_CACHE_JOURNAL (")
                .withMessageEndingWith("Mend the journal, or do without one (nexus.cache.journal.type: memory)");
        assertThat(read()).isEqualTo("old");
        assertThat(a.cache().busStatistics().evictions()).isZero();
    }

    @Test
    void whatIsEvictedWhileTheTransactionCommitsHasARowOfItsOwn() {
        Instance a = start(NEVER, Duration.ofMillis(20));
        Hold lost = a.tier().hold(Command.EVICT);
        table.transaction().executeWithoutResult(status -> {
            a.cache().evictor().evictTenant("t1");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    a.cache().evictor().evictTag("t1", "late");
                    a.cache().put(KEY, String.class, "late");
                }

                @Override
                public void afterCommit() {
                    a.cache().evictor().evictTenant("t9");
                }
            });
        });
        assertThat(table.jdbc.queryForList("select scopes from NEXUS_CACHE_JOURNAL order by seq", String.class))
                .hasSize(3)
                .satisfies(rows -> {
                    assertThat(rows.get(0)).isEqualTo("app:{t1}:!tenant");
                    assertThat(rows.get(1)).isEqualTo("app:{t1}:!tag:late\napp:{t1}:!clock");
                    assertThat(rows.get(2)).startsWith("app:{t1}:!query:ledger:");
                });
        lost.fail();
    }

    @Test
    void aFirstEvictionThatComesWhileTheTransactionCommitsHasARow() {
        Instance a = start(NEVER, Duration.ofMillis(20));
        for (TransactionSynchronization late : List.of(
                new TransactionSynchronization() {
                    @Override
                    public void beforeCommit(boolean readOnly) {
                        a.cache().evictor().evictTenant("t1");
                    }
                },
                new TransactionSynchronization() {
                    @Override
                    public void beforeCompletion() {
                        a.cache().evictor().evictTenant("t2");
                    }
                })) {
            a.tier().hold(Command.EVICT);
            table.transaction()
                    .executeWithoutResult(status -> TransactionSynchronizationManager.registerSynchronization(late));
        }
        assertThat(table.rows()).isEqualTo(2);
    }

    @Test
    void whatASavepointsRollbackTookAwayIsWrittenAgain() {
        Instance a = start(NEVER, Duration.ofMillis(20));
        a.tier().hold(Command.EVICT);
        table.transaction().executeWithoutResult(status -> {
            Object savepoint = status.createSavepoint();
            a.cache().evictor().evictTenant("t1");
            status.rollbackToSavepoint(savepoint);
            a.cache().evictor().evictTenant("t1");
        });
        assertThat(table.rows()).isOne();
    }

    @Test
    void aPutIsKeptAsTheEvictionOfItsQuery() {
        Instance a = start(NEVER, Duration.ofMillis(20));
        a.tier().hold(Command.PUT);
        table.transaction().executeWithoutResult(status -> a.cache().put(KEY, String.class, "put"));
        assertThat(table.jdbc.queryForList("select scopes from NEXUS_CACHE_JOURNAL", String.class))
                .singleElement()
                .asString()
                .startsWith("app:{t1}:!query:ledger:");
    }

    @Test
    void aJournalWithoutTransactionsIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NexusCacheBuilder.named("app")
                        .journal(table.journal(), NEVER)
                        .build())
                .withMessage(
                        "NexusCacheBuilder.journal was given a journal, which is written in transactions, but the cache"
                                + " knows of none: call transactions(...) too, with SpringTransactions where Spring manages"
                                + " them");
    }
}
