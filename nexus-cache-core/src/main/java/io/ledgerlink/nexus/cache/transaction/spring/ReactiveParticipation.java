package io.ledgerlink.nexus.cache.transaction.spring;

import io.ledgerlink.nexus.cache.transaction.Deferring.Deferred;
import org.springframework.core.Ordered;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes part in one reactive transaction; see {@link Participation}. */
final class ReactiveParticipation implements TransactionSynchronization, Ordered {

    private final Object owner;
    private final TransactionSynchronizationManager manager;
    private final Deferred deferred;

    ReactiveParticipation(Object owner, TransactionSynchronizationManager manager, Deferred deferred) {
        this.owner = owner;
        this.manager = manager;
        this.deferred = deferred;
    }

    Deferred deferred() {
        return deferred;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> suspend() {
        return Mono.fromRunnable(() -> manager.unbindResourceIfPossible(owner));
    }

    @Override
    public Mono<Void> resume() {
        return Mono.fromRunnable(() -> {
            manager.unbindResourceIfPossible(owner);
            manager.bindResource(owner, this);
        });
    }

    /** Unbinds before it completes: what was suspended is bound to the same place next. */
    private void end(int status) {
        try {
            Participation.end(deferred, status);
        } finally {
            manager.unbindResourceIfPossible(owner);
        }
    }

    @Override
    public Mono<Void> afterCompletion(int status) {
        return Mono.<Void>fromRunnable(() -> end(status)).subscribeOn(Schedulers.boundedElastic());
    }
}
