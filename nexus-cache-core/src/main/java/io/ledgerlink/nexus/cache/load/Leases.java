package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.bus.LoadNews;
import io.ledgerlink.nexus.cache.bus.LoadNews.News;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Lease;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampHeader;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.EntryKey;
import io.ledgerlink.nexus.cache.tier.RemoteWriter;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which instance loads a key that several lack.
 *
 * <p>A lease in the remote tier says who: its holder loads, and the others wait for the entry. The lease is one of key
 * <em>and</em> stamps. A call under other stamps does not wait for a load that had begun before something was evicted: it takes
 * the lease over. What is found after a wait is read as every entry is, under its stamps; so a lease that is lost, doubled
 * or outlived costs a load more, and never gives a wrong answer. Where the remote tier is away nobody waits.
 *
 * <p>Safe for use by many threads.
 */
public final class Leases {

    /** What came of asking for a lease. */
    sealed interface Asked {

        /** The load is this instance's. */
        record Taken(HeldLease lease) implements Asked {}

        /** Another instance loads; who waits for the news of it closes that. */
        record Held(String holder, LoadNews.Wait news) implements Asked {}

        /** There is an entry by now that was created then; or, with 0, a stamp has changed. */
        record Outdated(long createdMicros) implements Asked {}

        /** There is no lease to be had: this instance loads for itself. */
        record Unanswered() implements Asked {}
    }

    private final RemoteTier remote;
    private final Bus bus;
    private final KeyText text;
    private final ServerClock clock;
    private final Duration timeout;
    private final FleetSettings settings;
    private final Waiting waiting;

    private final AtomicLong taken = new AtomicLong();

    public Leases(RemoteAccess remote, Bus bus, KeyText text, FleetSettings settings, Waiting waiting) {
        this.remote = remote.tier();
        this.bus = bus;
        this.text = text;
        this.clock = remote.clock();
        this.timeout = remote.timeout();
        this.settings = settings;
        this.waiting = waiting;
    }

    /** What is said of a load that another instance makes; or nothing, when it is time to look, or the wait is over. */
    CompletableFuture<News> news(Asked.Held held, Duration left) {
        Duration atMost = settings.look().compareTo(left) < 0 ? settings.look() : left;
        return waiting.bound(held.news().came(), waiting.now() + atMost.toNanos())
                .exceptionally(timeout -> News.NONE);
    }

    /** How long a wait may go on that began then; negative where it has been long enough. */
    Duration left(long began) {
        return settings.longest().minusNanos(waiting.now() - began);
    }

    /** Until when a load waits for the store of its entry. */
    long patienceForStore() {
        return waiting.now() + timeout.toNanos();
    }

    /** A store was not answered in time. */
    void storeUnanswered() {
        bus.unanswered(RemoteException.silent(timeout));
    }

    /** Whether a load that is about to begin is one for all instances: one whose entry they can get from the remote tier. */
    boolean concerns(Target target, FetchOptions options, TierRead read, boolean lagging) {
        return target.policy().coalesce() == CachePolicy.Coalesce.FLEET
                && target.cache().policy().remote()
                && options.mode() != Mode.REFRESH
                && !lagging
                && read.remote()
                && read.basis().complete()
                && bus.ready();
    }

    /** Asks for the lease of the load of a successor: only a fresh entry that is one makes it needless. */
    Asked askForLater(Target target, StampBasis basis, LocalEntry old, Deadline deadline) {
        long life = (old.freshUntil() - old.createdAt()) / 1000;
        return ask(target, basis, clock.latest(old.createdAt()) + life / 4, deadline);
    }

    /** Asks for the lease of a load that any fresh entry on its basis makes needless that was created after that. */
    Asked ask(Target target, StampBasis basis, long sinceMicros, Deadline deadline) {
        String entryKey = EntryKey.of(text, target.key());
        Lease lease = new Lease(
                KeyText.lease(entryKey),
                bus.instance() + "-" + taken.incrementAndGet(),
                settings.lease().toMillis());
        LeaseRequest request = new LeaseRequest(
                lease,
                entryKey,
                new StampHeader(basis.allStamp(), basis.cacheStamp(), basis.queryStamp(), basis.fingerprint()),
                sinceMicros,
                RemoteWriter.keys(basis.near()),
                basis.nearStamps());
        // Before anything is sent: what is said from now on may be the end of the load that the reply tells of.
        LoadNews.Wait wait = bus.awaitLoad(entryKey);
        Asked asked = asked(target, request, wait, deadline);
        if (!(asked instanceof Asked.Held)) {
            wait.close();
        }
        return asked;
    }

    private Asked asked(Target target, LeaseRequest request, LoadNews.Wait wait, Deadline deadline) {
        CompletionStage<LeaseReply> sent = send(request);
        try {
            LeaseReply reply = deadline.await(sent);
            bus.answered(deadline);
            return switch (reply.outcome()) {
                case TAKEN ->
                    new Asked.Taken(new HeldLease(
                            remote, bus, waiting, request.lease(), request.entryKey(), target.counters()));
                case HELD -> new Asked.Held(reply.holder(), wait);
                case FOUND, STAMPED -> new Asked.Outdated(reply.createdMicros());
            };
        } catch (RemoteException e) {
            target.counters().remoteFailures.increment();
            bus.unanswered(e);
            sent.thenAccept(late -> giveBack(request, late));
            return new Asked.Unanswered();
        }
    }

    private CompletionStage<LeaseReply> send(LeaseRequest request) {
        try {
            return remote.lease(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** A lease that came too late is nobody's: its load has begun without it. */
    private void giveBack(LeaseRequest request, LeaseReply late) {
        if (late.outcome() == LeaseOutcome.TAKEN) {
            Lease lease = request.lease();
            var unheard = remote.release(lease, bus.ofLoad(lease.token(), request.entryKey(), LoadEnding.FAILED));
        }
    }

    /** Frees other instances of a load that takes too long; what it brings may be stored all the same. */
    void gaveUp(Missing load) {
        HeldLease lease = load.lease();
        if (lease != null) {
            lease.end(LoadEnding.FAILED);
        }
    }
}
