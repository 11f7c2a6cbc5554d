package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Lease;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This instance's right to load one key for all of them, until the load has ended.
 *
 * <p>It is renewed until then, or until somebody else has it. Whoever waits elsewhere is told how the load ended: by the script
 * that stores its entry, or by {@link #end} where there is none to store. An ending that does not get through is found out by
 * those who wait when the lease ends by itself. Safe for use by many threads.
 */
final class HeldLease {

    private final RemoteTier remote;
    private final Bus bus;
    private final Waiting waiting;
    private final Lease lease;
    private final String entryKey;
    private final CacheCounters counters;

    private final AtomicBoolean over = new AtomicBoolean();

    /** Completed when it is over, so that nothing waits to renew it. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** What the remote tier says to the entry. */
    private volatile @Nullable CompletableFuture<StoreReply> storing;

    HeldLease(RemoteTier remote, Bus bus, Waiting waiting, Lease lease, String entryKey, CacheCounters counters) {
        this.remote = remote;
        this.bus = bus;
        this.waiting = waiting;
        this.lease = lease;
        this.entryKey = entryKey;
        this.counters = counters;
        renewLater();
    }

    private void renewLater() {
        Duration third = Duration.ofMillis(lease.lifeMillis()).dividedBy(3);
        var unused = waiting.bound(ended, waiting.now() + third.toNanos()).whenComplete((end, timeout) -> {
            if (timeout != null) {
                waiting.tell(this::renew);
            }
        });
    }

    /** A failure says nothing about the lease; a holder that hears it has lost it does not take it back. */
    private void renew() {
        if (over.get()) {
            return;
        }
        asked(() -> remote.renew(lease)).whenComplete((held, failure) -> {
            if (failure != null || held) {
                renewLater();
            }
        });
    }

    /** Stores the load's entry, gives the lease back and tells everybody, all at once; returns without waiting for it. */
    void store(StoreRequest request) {
        over.set(true);
        ended.complete(null);
        CompletableFuture<StoreReply> sent = asked(
                        () -> remote.storeAndRelease(lease, request, bus.ofLoad(lease.token(), entryKey)))
                .toCompletableFuture();
        storing = sent;
        sent.whenComplete(this::count);
    }

    private void count(@Nullable StoreReply reply, @Nullable Throwable failure) {
        if (failure != null || reply == null) {
            counters.remoteFailures.increment();
        } else {
            (reply.outcome() == StoreOutcome.STORED ? counters.stores : counters.refusedStores).increment();
        }
    }

    /** Gives the lease back without an entry, if that has not been done with one; returns without waiting for it. */
    void end(LoadEnding ending) {
        if (over.compareAndSet(false, true)) {
            ended.complete(null);
            var unheard = asked(() -> remote.release(lease, bus.ofLoad(lease.token(), entryKey, ending)));
        }
    }

    /** Completes when the remote tier has the entry, has refused it or has failed; at once where nothing is to be stored. */
    CompletableFuture<@Nullable Object> stored() {
        CompletableFuture<StoreReply> sent = storing;
        return sent == null ? CompletableFuture.completedFuture(null) : sent.handle((reply, failure) -> null);
    }

    private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> command) {
        try {
            return command.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
