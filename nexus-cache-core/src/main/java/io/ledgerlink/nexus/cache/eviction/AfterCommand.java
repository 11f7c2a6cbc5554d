package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.eviction.CommandPlan.Wanted;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Evicts what a command that has succeeded wanted. Nothing that fails here reaches its caller. */
final class AfterCommand {

    private static final Logger log = LoggerFactory.getLogger(EvictingCommands.class);

    /** Threads that may wait, and that know of no transaction. */
    private static final Executor ELSEWHERE =
            task -> Schedulers.boundedElastic().schedule(task);

    private final Supplier<CacheEvictor> evictor;
    private final Supplier<? extends @Nullable Function<Consumer<Batch>, ? extends Publisher<?>>> reactive;

    AfterCommand(
            Supplier<CacheEvictor> evictor,
            Supplier<? extends @Nullable Function<Consumer<Batch>, ? extends Publisher<?>>> reactive) {
        this.evictor = evictor;
        this.reactive = reactive;
    }

    /** Evicts on this thread, in its transaction. */
    void evict(Wanted wanted, @Nullable Object result) {
        try {
            if (!holds(wanted, result)) {
                return;
            }
            if (wanted.plan().separate() && TransactionSynchronizationManager.isSynchronizationActive()) {
                // The method's own work stands already, whatever becomes of the transaction of its caller.
                CompletableFuture.runAsync(() -> evictor.get().evict(wanted::addTo), ELSEWHERE)
                        .join();
            } else {
                evictor.get().evict(wanted::addTo);
            }
        } catch (RuntimeException e) {
            tell(wanted, e);
        }
    }

    /**
     * Evicts with the commit of the caller's transaction, if there is one, what a command evicts that completes on another
     * thread: that one knows no transaction, and until the commit old data would be loaded again. The result is not known yet,
     * so no condition over it is asked.
     */
    void evictWithCaller(Wanted wanted) {
        if (wanted.plan().separate() || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        try {
            evictor.get().evict(wanted::addTo);
        } catch (RuntimeException e) {
            tell(wanted, e);
        }
    }

    /** Evicts in the subscriber's transaction; once begun, a cancelled subscription does not stop it. */
    Mono<Void> evictLater(Wanted wanted, @Nullable Object result) {
        return Mono.deferContextual(context -> {
                    if (!holds(wanted, result)) {
                        return Mono.empty();
                    }
                    return Mono.fromFuture(
                            Mono.from(later(wanted)).contextWrite(context).toFuture(), true);
                })
                .doOnError(e -> tell(wanted, e))
                .onErrorComplete()
                .then();
    }

    private Publisher<?> later(Wanted wanted) {
        Function<Consumer<Batch>, ? extends Publisher<?>> transactional = reactive.get();
        if (transactional == null || wanted.plan().separate()) {
            return Mono.fromCallable(() -> evictor.get().evict(wanted::addTo)).subscribeOn(Schedulers.boundedElastic());
        }
        return transactional.apply(wanted::addTo);
    }

    /** A condition that fails evicts: too much is only slow, too little is wrong. */
    private static boolean holds(Wanted wanted, @Nullable Object result) {
        try {
            return wanted.holds(result);
        } catch (RuntimeException e) {
            log.error(
                    "{} has succeeded, and the condition of its @EvictsQueries failed, so it evicts",
                    wanted.method(),
                    e);
            return true;
        }
    }

    private static void tell(Wanted wanted, Throwable e) {
        log.error(
                "{} has succeeded, and what its @EvictsQueries names was not evicted: entries may answer until their time"
                        + " to live ends. Evict them with CacheEvictor once the cause is mended",
                wanted.method(),
                e);
    }
}
