package io.ledgerlink.nexus.cache.transaction.spring;

import static io.ledgerlink.nexus.cache.transaction.spring.Bank.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.r2dbc.h2.H2ConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Mono;

class ReactiveTransactionTests {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final InMemoryRemote remote = new InMemoryRemote();
    private final Instances instances = new Instances("reactive", channel -> remote.connect());
    private final Instance a = instances.start();
    private final ReactiveTransactions reactive = ReactiveTransactions.of(a.cache());
    private final R2dbcTransactionManager manager =
            new R2dbcTransactionManager(H2ConnectionFactory.inMemory("reactive"));

    @AfterEach
    void close() {
        instances.close();
    }

    private static TransactionalOperator transaction(R2dbcTransactionManager manager, int propagation) {
        return TransactionalOperator.create(manager, new DefaultTransactionDefinition(propagation));
    }

    private TransactionalOperator transaction() {
        return transaction(manager, TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private Mono<EvictionReceipt> evict() {
        return reactive.evict(batch -> batch.tag("t1", "account:7"));
    }

    private int evictions() {
        return a.tier().count(Command.EVICT);
    }

    private Mono<FetchOptions.Mode> mode(CacheKey key, FetchOptions asked) {
        return Mono.deferContextual(
                context -> Mono.just(reactive.options(context, () -> key, asked).mode()));
    }

    @Test
    void outsideATransactionAnEvictionGoesOutAtOnce() {
        Mono<EvictionReceipt> evict = evict();
        assertThat(evictions()).isZero();
        assertThat(evict.map(EvictionReceipt::status).block(LONG)).isEqualTo(Status.CONFIRMED);
        assertThat(mode(key(), FetchOptions.cached()).block(LONG)).isEqualTo(FetchOptions.Mode.CACHED);
    }

    @Test
    void evictionsOfATransactionGoOutTogetherWhenItCommits() {
        Mono<EvictionReceipt> work = evict().then(evict()).doOnNext(receipt -> {
            assertThat(receipt.status()).isEqualTo(Status.DEFERRED);
            assertThat(evictions()).isZero();
        });
        assertThat(work.as(transaction()::transactional).block(LONG)).isNotNull();
        assertThat(evictions()).isOne();
        assertThat(evict().map(EvictionReceipt::status).block(LONG)).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void evictionsOfARolledBackTransactionNeverHappen() {
        transaction()
                .execute(status -> {
                    status.setRollbackOnly();
                    return evict();
                })
                .blockLast(LONG);
        assertThat(evictions()).isZero();
    }

    @RepeatedTest(20)
    void anInnerTransactionOfItsOwnEvictsByItself() {
        TransactionalOperator inner = transaction(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        Mono<EvictionReceipt> work = evict().then(evict().as(inner::transactional)
                        .doOnNext(receipt -> assertThat(evictions()).isOne()))
                .then(evict());
        work.as(transaction()::transactional).block(LONG);
        assertThat(evictions()).isEqualTo(2);
    }

    @Test
    void aRemoteTierThatFailsAfterTheCommitDoesNotReachTheCaller() {
        a.tier().hold(Command.EVICT).fail();
        assertThat(evict().as(transaction()::transactional).block(LONG)).isNotNull();
        assertThat(evictions()).isPositive();
    }

    @Test
    void aCallInsideATransactionIsMadeAloneAndPastTheCacheForWhatItEvicted() {
        Mono<String> work = Mono.zip(
                        mode(key(), FetchOptions.cached()),
                        mode(key(), FetchOptions.refresh()),
                        evict().then(mode(key(), FetchOptions.cached())),
                        Mono.defer(() -> mode(key(8), FetchOptions.cached())))
                .map(Object::toString);
        assertThat(work.as(transaction()::transactional).block(LONG)).isEqualTo("[UNSHARED,BYPASS,BYPASS,UNSHARED]");
    }

    @Test
    void aReadOnlyTransactionThatReadsWhatIsCommittedIsMadeAsAsked() {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setReadOnly(true);
        TransactionalOperator unknown = TransactionalOperator.create(manager, definition);
        assertThat(mode(key(), FetchOptions.cached()).as(unknown::transactional).block(LONG))
                .isEqualTo(FetchOptions.Mode.UNSHARED);
        DefaultTransactionDefinition committed = new DefaultTransactionDefinition(definition);
        committed.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        assertThat(mode(key(), FetchOptions.cached())
                        .as(TransactionalOperator.create(manager, committed)::transactional)
                        .block(LONG))
                .isEqualTo(FetchOptions.Mode.CACHED);
    }

    @Test
    void aCacheThatCannotDeferIsRefusedInsideATransaction() {
        ReactiveTransactions strangers = ReactiveTransactions.of(mock(NexusCache.class));
        assertThatIllegalStateException()
                .isThrownBy(() -> strangers
                        .evict(scopes -> scopes.tenant("acme"))
                        .as(TransactionalOperator.create(manager)::transactional)
                        .block(LONG))
                .withMessageEndingWith(
                        "cannot defer evictions until a reactive transaction commits: give the NexusCache"
                                + " that NexusCacheBuilder built, or evict after the commit");
    }

    @Test
    void aCacheThatIsOffDefersNothingAndRefusesNothing() {
        assertThat(ReactiveTransactions.of(NexusCacheBuilder.off())
                        .evict(scopes -> scopes.tenant("acme"))
                        .as(TransactionalOperator.create(manager)::transactional)
                        .block(LONG))
                .isNotNull();
    }
}
