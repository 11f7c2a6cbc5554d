package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.transaction.Deferring;
import io.ledgerlink.nexus.cache.transaction.Deferring.Deferred;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * The transactions of Spring's reactive transaction managers.
 *
 * <p>Safe for use by many threads; only {@link #evict} outside a transaction and the end of one ask the remote tier,
 * on a thread that may be blocked.
 */
public final class ReactiveTransactions implements ReactiveCacheEvictor {

    private final NexusCache cache;

    private ReactiveTransactions(NexusCache cache) {
        this.cache = cache;
    }

    /**
     * The reactive transactions around calls of a cache. One that was not built by {@code NexusCacheBuilder} can evict outside
     * of transactions alone.
     */
    public static ReactiveTransactions of(NexusCache cache) {
        return new ReactiveTransactions(cache);
    }

    @Override
    public Mono<EvictionReceipt> evict(Consumer<Batch> scopes) {
        return current()
                .flatMap(manager -> manager.flatMap(this::join)
                        .map(deferred -> Mono.just(deferred.evict(scopes)))
                        .orElseGet(() -> Mono.fromCallable(() -> cache.evictor().evict(scopes))
                                .subscribeOn(Schedulers.boundedElastic())));
    }

    /**
     * How a call must be made in a subscriber's context: past the cache for what its transaction has evicted, alone where the
     * transaction may see its own rows, else as asked. Blocks nothing; the key, tags included, is worked out only where a
     * transaction has evicted.
     */
    public FetchOptions options(ContextView context, Supplier<CacheKey> key, FetchOptions asked) {
        Optional<TransactionSynchronizationManager> current = current()
                .contextWrite(context)
                .toFuture()
                .getNow(Optional.empty())
                .filter(TransactionSynchronizationManager::isActualTransactionActive);
        if (current.isEmpty() || asked.mode() == Mode.BYPASS) {
            return asked;
        }
        Deferred deferred = joined(current.get());
        if (deferred != null && deferred.covers(key.get())) {
            return asked.in(Mode.BYPASS);
        }
        if (deferred == null && readsCommitted(current.get())) {
            return asked;
        }
        return asked.in(asked.mode() == Mode.REFRESH ? Mode.BYPASS : Mode.UNSHARED);
    }

    private static boolean readsCommitted(TransactionSynchronizationManager manager) {
        Integer isolation = manager.getCurrentTransactionIsolationLevel();
        return manager.isCurrentTransactionReadOnly()
                && isolation != null
                && isolation == TransactionDefinition.ISOLATION_READ_COMMITTED;
    }

    private static Mono<Optional<TransactionSynchronizationManager>> current() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(Optional::of)
                .onErrorResume(NoTransactionException.class, none -> Mono.just(Optional.empty()));
    }

    /** Evictions of one transaction may come from several threads at once. */
    private synchronized Optional<Deferred> join(TransactionSynchronizationManager manager) {
        if (!manager.isSynchronizationActive() || !manager.isActualTransactionActive()) {
            return Optional.empty();
        }
        Deferred joined = joined(manager);
        if (joined != null) {
            return Optional.of(joined);
        }
        if (!(cache instanceof Deferring deferring)) {
            throw new IllegalStateException("A " + cache.getClass().getName()
                    + " cannot defer evictions until a reactive transaction commits: give the NexusCache that"
                    + " NexusCacheBuilder built, or evict after the commit");
        }
        Deferred deferred = deferring.defer();
        ReactiveParticipation participation = new ReactiveParticipation(this, manager, deferred);
        manager.registerSynchronization(participation);
        manager.bindResource(this, participation);
        return Optional.of(deferred);
    }

    private @Nullable Deferred joined(TransactionSynchronizationManager manager) {
        return manager.getResource(this) instanceof ReactiveParticipation participation
                ? participation.deferred()
                : null;
    }
}
