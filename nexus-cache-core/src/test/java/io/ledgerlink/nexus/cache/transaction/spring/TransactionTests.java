package io.ledgerlink.nexus.cache.transaction.spring;

import static io.ledgerlink.nexus.cache.transaction.spring.Bank.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class TransactionTests {

    private final Bank bank = new Bank();
    private final Instance a = bank.start();

    @AfterEach
    void close() {
        bank.close();
    }

    private EvictionReceipt evict() {
        return a.cache().evictor().evictTag("t1", "account:7");
    }

    private void store() {
        long before = a.cache().statistics("ledger").stores();
        bank.get(a);
        Await.until("stored", () -> a.cache().statistics("ledger").stores() > before);
    }

    @Test
    void anEvictionTakesEffectForOthersWhenTheTransactionCommits() {
        Instance b = bank.start();
        store();
        bank.get(b);
        bank.transaction().executeWithoutResult(status -> {
            bank.write("new");
            EvictionReceipt receipt = evict();
            assertThat(receipt.status()).isEqualTo(Status.DEFERRED);
            assertThat(receipt.stamps())
                    .singleElement()
                    .satisfies(stamp -> assertThat(stamp.stamp()).isZero());
            assertThat(a.tier().count(Command.EVICT)).isZero();
            assertThat(bank.fetch(b, FetchOptions.unshared()).status()).isEqualTo(CacheStatus.HIT_LOCAL);
        });
        assertThat(a.tier().count(Command.EVICT)).isOne();
        assertThat(bank.get(a)).isEqualTo("new");
        Await.until("the eviction arrives", () -> bank.get(b).equals("new"));
    }

    @Test
    void anEvictionOfARolledBackTransactionNeverHappens() {
        store();
        bank.transaction().executeWithoutResult(status -> {
            evict();
            status.setRollbackOnly();
        });
        assertThat(a.tier().count(Command.EVICT)).isZero();
        assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(evict().status()).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void anUnknownOutcomeEvictsAndPutsNothing() {
        store();
        TransactionTemplate template = new TransactionTemplate(new LostCommit(bank));
        assertThatThrownBy(() -> template.executeWithoutResult(status -> {
                    bank.write("new");
                    a.cache().put(key(), String.class, "put");
                }))
                .isInstanceOf(TransactionSystemException.class)
                .hasMessage("lost");
        assertThat(a.tier().count(Command.EVICT)).isOne();
        assertThat(a.tier().count(Command.PUT)).isZero();
        assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void anInnerTransactionOfItsOwnEvictsByItself() {
        bank.transaction().executeWithoutResult(outer -> {
            evict();
            bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.MISS);
                a.cache().evictor().evictTenant("t2");
            });
            assertThat(a.tier().count(Command.EVICT)).isOne();
            assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.BYPASS);
            bank.transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                    .executeWithoutResult(none -> assertThat(
                                    a.cache().evictor().evictTenant("t3").status())
                            .isEqualTo(Status.CONFIRMED));
        });
        assertThat(a.tier().count(Command.EVICT)).isEqualTo(3);
    }

    @Test
    void aRolledBackSavepointLosesNoEvictionAndNoPutSurvivesIt() {
        store();
        bank.transaction().executeWithoutResult(outer -> {
            evict();
            bank.transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                a.cache().put(key(8), String.class, "uncommitted");
                inner.setRollbackOnly();
            });
        });
        assertThat(a.tier().count(Command.PUT)).isZero();
        assertThat(a.cache().getIfPresent(key(), String.class)).isEmpty();
        assertThat(a.cache().getIfPresent(key(8), String.class)).isEmpty();
    }

    @Test
    void withoutATransactionSynchronizationAloneDefersNothing() {
        bank.transaction(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult(none -> {
            assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                    .isTrue();
            assertThat(evict().status()).isEqualTo(Status.CONFIRMED);
        });
    }

    @Test
    void whatIsEvictedAfterTheTransactionIsOverGoesOutAtOnceAndFindsItsEvictionsDone() {
        store();
        List<Object> seen = new ArrayList<>();
        bank.transaction().executeWithoutResult(status -> {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int outcome) {
                    seen.add(a.tier().count(Command.EVICT));
                    seen.add(TransactionSynchronizationManager.isActualTransactionActive());
                    seen.add(a.cache().getIfPresent(key(), String.class).isPresent());
                    seen.add(a.cache().evictor().evictTenant("t2").status());
                }
            });
            evict();
        });
        assertThat(seen).containsExactly(1, true, false, Status.CONFIRMED);
    }

    @Test
    void anUncommittedValueSurvivesNowhere() throws Exception {
        Instance b = bank.start();
        bank.transaction().executeWithoutResult(status -> {
            bank.write("uncommitted");
            assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.MISS);
            assertThat(bank.get(a)).isEqualTo("uncommitted");
            assertThat(bank.fetch(a, FetchOptions.refresh()).value()).isEqualTo("uncommitted");
            assertThat(all()).containsEntry(key(), "uncommitted");
            LoadTicket ticket = a.cache().begin(key(), String.class);
            assertThat(ticket.store(bank.read())).isFalse();
            status.setRollbackOnly();
        });
        assertThat(a.cache().statistics("ledger").transactionalLoads()).isEqualTo(5);
        assertThat(a.cache().statistics("ledger").localEntries()).isZero();
        assertThat(a.tier().count(Command.STORE)).isZero();
        assertThat(b.cache().getIfPresent(key(), String.class)).isEmpty();
        assertThat(bank.get(a)).isEqualTo("old");
    }

    private Map<CacheKey, String> all() {
        BatchLoader<String, RuntimeException> loader =
                keys -> Map.of(keys.iterator().next(), bank.read());
        return a.cache().getAll(List.of(key()), String.class, loader);
    }

    @Test
    void aConcurrentCallDoesNotShareATransactionsLoad() {
        bank.transaction().executeWithoutResult(status -> {
            AtomicReference<String> other = new AtomicReference<>("none");
            String own = a.cache().<String, RuntimeException>get(key(), String.class, () -> {
                other.set(CompletableFuture.supplyAsync(
                                () -> a.cache().<String, RuntimeException>get(key(), String.class, () -> "committed"))
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
                return "uncommitted";
            });
            assertThat(own).isEqualTo("uncommitted");
            assertThat(other).hasValue("committed");
        });
    }

    @Test
    void aTransactionReadsItsOwnWritesOnceItHasEvicted() {
        QueryHandle<String> handle = a.cache()
                .<String>query(QueryShape.of("ledger", "balance", "account"), String.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .loader((tenant, page, arguments) -> bank.read());
        assertThat(handle.get("t1", 7)).isEqualTo("old");
        bank.transaction().executeWithoutResult(status -> {
            bank.write("new");
            assertThat(handle.get("t1", 7)).isEqualTo("old");
            evict();
            assertThat(handle.get("t1", 7)).isEqualTo("new");
            assertThat(all()).containsEntry(key(), "new");
            assertThat(a.cache().getIfPresent(key(), String.class)).isEmpty();
            assertThat(CompletableFuture.supplyAsync(() -> handle.get("t1", 7)).join())
                    .isEqualTo("old");
            status.setRollbackOnly();
        });
        assertThat(handle.get("t1", 7)).isEqualTo("old");
    }

    @Test
    void aReadOnlyTransactionIsCachedOnlyWhereItIsKnownToReadWhatIsCommitted() {
        assertThat(cachedAt(TransactionDefinition.ISOLATION_REPEATABLE_READ)).isFalse();
        assertThat(cachedAt(TransactionDefinition.ISOLATION_SERIALIZABLE)).isFalse();
        assertThat(cachedAt(TransactionDefinition.ISOLATION_READ_UNCOMMITTED)).isFalse();
        assertThat(cachedAt(TransactionDefinition.ISOLATION_READ_COMMITTED)).isTrue();
    }

    @Test
    void aPersistenceContextRepeatsReadsWhateverTheIsolation() {
        EntityManager context = (EntityManager) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> null);
        TransactionTemplate template = bank.transaction();
        template.setReadOnly(true);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        template.executeWithoutResult(status -> {
            TransactionSynchronizationManager.bindResource(this, new EntityManagerHolder(context));
            bank.get(a);
            TransactionSynchronizationManager.unbindResource(this);
        });
        assertThat(a.cache().getIfPresent(key(), String.class)).isEmpty();
        assertThat(cachedAt(TransactionDefinition.ISOLATION_READ_COMMITTED)).isTrue();
    }

    @Test
    void aLookupInATransactionFindsNothingOfBeforeItsEvictions() {
        store();
        Executor elsewhere = task -> CompletableFuture.runAsync(task).join();
        bank.transaction().executeWithoutResult(status -> {
            assertThat(a.cache().lookup(key(), String.class)).isInstanceOf(Lookup.Found.class);
            evict();
            assertThat(storedFrom(a.cache().lookup(key(), String.class))).isFalse();
            assertThat(storedFrom(a.cache()
                            .<String>lookup(key(), String.class, elsewhere)
                            .join()))
                    .isFalse();
            status.setRollbackOnly();
        });
        assertThat(a.cache().lookup(key(), String.class)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void theTicketOfALookupInATransactionStoresNothingOnWhicheverThread() {
        Executor elsewhere = task -> CompletableFuture.runAsync(task).join();
        List<Lookup<String>> lookups = new ArrayList<>();
        bank.transaction().executeWithoutResult(status -> {
            lookups.add(a.cache().lookup(key(), String.class));
            lookups.add(a.cache().<String>lookup(key(), String.class, elsewhere).join());
        });
        assertThat(lookups).allSatisfy(lookup -> assertThat(storedFrom(lookup)).isFalse());
        assertThat(storedFrom(a.cache().lookup(key(), String.class))).isTrue();
    }

    private static boolean storedFrom(Lookup<String> lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Absent.class);
        return lookup instanceof Lookup.Absent<String> absent && absent.ticket().store("loaded");
    }

    @Test
    void theDefaultIsolationIsAskedOfTheConnectionOnce() {
        assertThat(cachedAt(TransactionDefinition.ISOLATION_DEFAULT)).isTrue();
        assertThat(bank.isolationAsked).hasValue(1);
        assertThat(cachedAt(TransactionDefinition.ISOLATION_DEFAULT)).isTrue();
        assertThat(bank.isolationAsked).hasValue(1);
    }

    private boolean cachedAt(int isolation) {
        evict();
        TransactionTemplate template = bank.transaction();
        template.setReadOnly(true);
        template.setIsolationLevel(isolation);
        template.executeWithoutResult(status -> bank.get(a));
        return a.cache().getIfPresent(key(), String.class).isPresent();
    }

    @Test
    void aQueryWhoseLoadsAreNotKeptIsAdvisedAboutOnce(CapturedOutput output) {
        bank.transaction().executeWithoutResult(status -> {
            bank.get(a);
            bank.get(a);
        });
        String advice =
                "Results of query 'balance' of cache 'ledger' that are loaded inside a transaction are not kept,"
                        + " unless it is read-only and known to be read committed: they may be its own uncommitted rows; nor"
                        + " are those loaded in a JPA session that has read entities before, which it hands out again."
                        + " Move the call out of the transaction or before the session's other reads, make the"
                        + " transaction read-only with isolation read committed, or accept it with"
                        + " nexus.cache.caches.ledger.transactions: relaxed";
        assertThat(output.getAll().split(Pattern.quote(advice), -1)).hasSize(2);
    }

    @Test
    void aRelaxedCacheKeepsWhatATransactionLoads() {
        Instance relaxed = bank.start(
                builder -> builder.defaults(CachePolicy.defaults().withTransactions(CachePolicy.Transactions.RELAXED)));
        bank.transaction().executeWithoutResult(status -> bank.get(relaxed));
        assertThat(bank.fetch(relaxed).status()).isEqualTo(CacheStatus.HIT_LOCAL);
    }

    @Test
    void aPutTakesEffectAtTheCommitUnlessAnEvictionCameAfterIt() {
        bank.transaction().executeWithoutResult(status -> {
            assertThat(a.cache().put(key(7), String.class, "seven").status()).isEqualTo(Status.DEFERRED);
            a.cache().put(key(8), String.class, "eight");
            a.cache().evictor().evictTag("t1", "account:8");
            assertThat(a.cache().getIfPresent(key(7), String.class)).isEmpty();
            assertThat(bank.fetch(a).status()).isEqualTo(CacheStatus.BYPASS);
        });
        assertThat(a.cache().getIfPresent(key(7), String.class).orElseThrow().value())
                .isEqualTo("seven");
        assertThat(a.cache().getIfPresent(key(8), String.class)).isEmpty();
        bank.transaction().executeWithoutResult(status -> {
            a.cache().put(key(7), String.class, "rolled back");
            status.setRollbackOnly();
        });
        assertThat(bank.get(a)).isEqualTo("seven");
    }

    @Test
    void aRemoteTierThatFailsAfterTheCommitDoesNotReachTheCaller() {
        store();
        a.tier().hold(Command.EVICT).fail();
        bank.transaction().executeWithoutResult(status -> {
            bank.write("new");
            evict();
        });
        assertThat(bank.get(a)).isEqualTo("new");
    }

    @Test
    void aHundredThousandEvictionsGoOutAsAFewScopesAtOnce() {
        AtomicInteger stamped = new AtomicInteger();
        a.cache()
                .evictor()
                .addListener(eviction -> stamped.addAndGet(eviction.stamps().size()));
        bank.transaction().executeWithoutResult(status -> {
            for (int i = 0; i < 100_000; i++) {
                a.cache().evictor().evictTag("t" + i / 2_000, "account:" + i);
            }
            assertThat(a.tier().count(Command.EVICT)).isZero();
        });
        assertThat(a.tier().count(Command.EVICT)).isEqualTo(50);
        Await.until("the messages arrive", () -> stamped.get() >= 50);
        assertThat(stamped).hasValue(50);
    }

    /** Commits, and then does not know. */
    private static final class LostCommit extends DataSourceTransactionManager {

        LostCommit(Bank bank) {
            super(java.util.Objects.requireNonNull(bank.jdbc.getDataSource()));
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            super.doCommit(status);
            throw new TransactionSystemException("lost");
        }
    }
}
