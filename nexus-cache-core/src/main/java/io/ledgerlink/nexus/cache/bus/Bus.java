package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.metrics.EvictionCounters;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Envoy;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's part in the evictions of all.
 *
 * <p>Internal; the entrance of its package. It sends this instance's evictions, applies everybody's, keeps the epoch and the
 * wide stamps, and after every reconnect brings the remote tier up to what this instance knows <em>before</em> anyone here
 * reads it again.
 *
 * <p>Threads: two of its own, one that applies messages in order, one that keeps house and may wait for the remote tier.
 * {@link #evict} waits for the remote tier, at most its deadline; everything else returns at once.
 */
public final class Bus implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Bus.class);

    private static final int RECOVERIES_BEFORE_WARNING = 3;
    private static final int SILENCES_TO_LEAVE_ALONE = 3;

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Ticker ticker;
    private final Duration timeout;
    private final BusSettings settings;
    private final EvictionCounters evictions = new EvictionCounters();
    private final Recent recent;
    private final Hearing hearing;
    private final Delivery delivery;
    private final BusThreads threads;
    private final CountDownLatch firstReady = new CountDownLatch(1);
    private final CountDownLatch firstSubscribed = new CountDownLatch(1);

    private volatile boolean ready;
    private volatile boolean closed;

    /** How often the connection was lost. Guarded by this, as are the writes of ready. */
    private int losses;

    /** How often it could not be brought up to date since; the housekeeper's alone. */
    private int failedRecoveries;

    /** Calls in a row that had no answer in time. */
    private final AtomicInteger silences = new AtomicInteger();

    /** When it was last lost, in the ticker's nanoseconds. Guarded by this. */
    private long lostAt;

    /** Whether the server may have lost what it had confirmed, so that everything recent is to be raised there. */
    private volatile boolean doubted;

    /** The primaries' processes that have been found older than {@code all}. The housekeeper's alone. */
    private Set<String> primaries = Set.of();

    /** When the wide stamps are due to be read again; written by the housekeeper, and when a subscription begins. */
    private volatile long wideDueAt;

    public Bus(
            String instance,
            RemoteTier remote,
            Scopes scopes,
            Predicate<String> ours,
            Ticker ticker,
            ServerClock clock,
            Observers observers,
            Duration timeout,
            BusSettings settings,
            BusThreads threads) {
        this.remote = remote;
        this.scopes = scopes;
        this.ticker = ticker;
        this.timeout = timeout;
        this.settings = settings;
        this.threads = threads;
        this.recent = new Recent(settings.memory(), settings.recentWindow().toNanos());
        this.hearing = new Hearing(instance, scopes, ours, recent, ticker, clock, observers, settings);
        this.delivery = new Delivery(instance, remote, scopes, ticker, clock, recent, settings);
        this.lostAt = ticker.read();
        this.wideDueAt = lostAt;
    }

    /** Connects and begins to keep house. */
    public void open() {
        remote.open(new Ear());
        threads.everyBeat(settings.beat(), this::keepHouse);
    }

    /** Waits until the remote tier can be read and messages arrive, at most that long. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        boolean came = firstSubscribed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)
                && firstReady.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (!came) {
            tellMissing(atMost);
        }
        return came;
    }

    /** A server that is only slow is nothing to warn about. */
    private void tellMissing(Duration waited) {
        String trouble = remote.trouble();
        if (trouble.isEmpty()) {
            log.info(
                    "Redis is not there yet after {} ms: the local tier and the sources answer until it comes",
                    waited.toMillis());
        } else {
            log.warn(
                    "Redis is not there yet ({}): the local tier and the sources answer until it comes. Check where it is"
                            + " and who may log in; it is tried every second",
                    trouble);
        }
    }

    /** Whether the remote tier is there and has been brought up to what this instance knows. */
    public boolean ready() {
        return ready;
    }

    public Epoch epoch() {
        return hearing.epoch();
    }

    /**
     * Evicts: on this instance before anything is sent, elsewhere when the remote tier confirms. Scopes of one slot share a
     * round trip, and slots are asked side by side.
     */
    public EvictionReceipt evict(Collection<Scope> evicted) {
        return evict(evicted, Deadline.after(timeout));
    }

    /** The same, waiting until the deadline of a call that has asked the remote tier before. */
    public EvictionReceipt evict(Collection<Scope> evicted, Deadline deadline) {
        Set<Scope> distinct = new LinkedHashSet<>(evicted);
        distinct.forEach(Scope::beginEviction);
        distinct.forEach(scope -> evictions.count(scope.key()));
        if (!ready) {
            delivery.postpone(distinct);
            return pending(distinct);
        }
        List<List<Scope>> parts = Delivery.bySlot(distinct);
        List<CompletionStage<StampReply>> answers =
                parts.stream().map(delivery::evict).toList();
        List<ScopeStamp> stamps = new ArrayList<>();
        Status status = Status.CONFIRMED;
        int heardBy = Integer.MAX_VALUE;
        boolean answered = false;
        RemoteException failure = null;
        for (int i = 0; i < parts.size(); i++) {
            try {
                StampReply reply = deadline.await(answers.get(i));
                for (int j = 0; j < reply.stamps().length; j++) {
                    stamps.add(new ScopeStamp(parts.get(i).get(j).key(), reply.stamps()[j]));
                }
                heardBy = Math.min(heardBy, reply.heardBy());
                answered = true;
            } catch (RemoteException e) {
                failure = e;
                status = Status.PENDING;
                parts.get(i).forEach(scope -> stamps.add(new ScopeStamp(scope.key(), 0)));
            }
        }
        if (answered) {
            answered();
        } else if (failure != null) {
            unanswered(failure);
        }
        boolean heardIsKnown = status == Status.CONFIRMED && !parts.isEmpty() && heardBy >= 0;
        return new EvictionReceipt(status, stamps, heardIsKnown ? OptionalInt.of(heardBy) : OptionalInt.empty());
    }

    /** Sends a command that evicts a scope, whose eviction has begun, and does more. See {@link #postpone}. */
    public <T> CompletionStage<T> evictWith(
            Scope scope,
            Function<Envoy, CompletionStage<T>> command,
            ToLongFunction<T> stamp,
            ToLongFunction<T> serverMicros) {
        evictions.count(scope.key());
        return delivery.evictWith(scope, command, stamp, serverMicros);
    }

    /** Keeps an eviction that has begun until the remote tier can be told. */
    public EvictionReceipt postpone(Scope scope) {
        delivery.postpone(List.of(scope));
        return pending(List.of(scope));
    }

    /** A call had its answer. */
    public void answered() {
        if (silences.get() != 0) {
            silences.set(0);
        }
    }

    /**
     * A call had none in time. After a few in a row the remote tier is left alone, so that it costs the callers nothing, until
     * the housekeeper finds it answering again.
     */
    public void unanswered(RemoteException failure) {
        if (failure.silence() && silences.incrementAndGet() >= SILENCES_TO_LEAVE_ALONE) {
            leaveAlone("Redis does not answer: the local tier and the sources do until it is back");
        }
    }

    public RemoteTier.StampRequest request(Scope scope) {
        return delivery.request(scope);
    }

    /** Makes the stamps of one slot present and no older than this instance knows. */
    public CompletionStage<StampReply> settle(List<Scope> slotScopes) {
        return delivery.settle(slotScopes, Set.of());
    }

    /**
     * The same after a read. If that showed an older stamp than was known before it was sent, the remote tier has lost what it
     * had confirmed, and is left alone until it has been brought up to what this instance knows.
     */
    public CompletionStage<StampReply> settle(List<Scope> slotScopes, long[] knownBefore, long[] there) {
        Set<Scope> behind = Delivery.behind(slotScopes, knownBefore, there);
        if (!behind.isEmpty()) {
            distrust();
        }
        return delivery.settle(slotScopes, behind);
    }

    public void addListener(EvictionListener listener) {
        hearing.addListener(listener);
    }

    public void removeListener(EvictionListener listener) {
        hearing.removeListener(listener);
    }

    public BusStatistics statistics() {
        return new BusStatistics(
                ready && !settings.alone(),
                hearing.epochsBegun(),
                hearing.foreignMessages(),
                delivery.waitingScopes(),
                evictions.all());
    }

    /** How many evictions that began here named this cache. */
    public long evictions(String cache) {
        return evictions.of(cache);
    }

    /** Sends what waits once more, and leaves. */
    @Override
    public void close() {
        closed = true;
        if (ready) {
            redeliver();
        }
        ready = false;
        threads.close();
        remote.close();
        if (delivery.waitingScopes() > 0) {
            log.warn(
                    "Evictions that Redis has not confirmed are lost with this instance: entries of other instances that"
                            + " they meant stay until their time ends, or until somebody evicts them again");
        }
    }

    /** One round of the housekeeper. */
    void keepHouse() {
        if (closed) {
            return;
        }
        if (!ready && remote.available()) {
            recover();
        }
        if (ready) {
            lookAfterStamps();
        }
        hearing.checkGaps();
        if (remote.available() && hearing.silentNanos() > settings.timeout().toNanos()) {
            hearing.beginEpoch("this instance no longer hears its own beat");
            remote.resubscribe();
        }
    }

    private void lookAfterStamps() {
        try {
            delivery.beat();
            if (doubted) {
                raiseRecent();
            }
            recent.healthy(hearing.lastHeardAt());
            if (ticker.read() - wideDueAt >= 0) {
                readWideStamps();
            }
        } catch (RemoteException e) {
            log.debug("The remote tier did not answer the housekeeper: {}", e.getMessage());
        }
        redeliver();
    }

    /** What cannot be delivered waits on, and keeps nothing else from being done: its scopes leave the remote tier alone. */
    private void redeliver() {
        if (delivery.waitingScopes() == 0) {
            return;
        }
        try {
            delivery.redeliver(timeout);
        } catch (RemoteException e) {
            log.debug("Evictions could not be delivered, and wait on: {}", e.getMessage());
        }
    }

    /**
     * What this instance knows is brought to the remote tier first, then what it has not been told, and only then is the
     * tier read again. A server that lost its memory, or has an older one, is so found out before it can mislead anyone.
     */
    private void recover() {
        int lossesBefore = losses();
        try {
            raiseAndRedeliver();
            readWideStamps();
            becomeReady(lossesBefore);
        } catch (RemoteException e) {
            tellFailedRecovery(e);
        }
    }

    /** Speaks up once per loss: what keeps failing here is more than a moment's affair, such as a missing permission. */
    private void tellFailedRecovery(RemoteException failure) {
        if (++failedRecoveries == RECOVERIES_BEFORE_WARNING) {
            log.warn(
                    "Redis is connected but could not be brought up to date: {}. Until that succeeds the local tier and"
                            + " the sources answer; it is tried every {} ms",
                    failure.getMessage(),
                    settings.beat().toMillis());
        } else {
            log.debug("Redis is connected but could not be brought up to date: {}", failure.getMessage());
        }
    }

    /** A slot that cannot be brought up to date keeps no other from being told of its evictions. */
    private void raiseAndRedeliver() throws RemoteException {
        RemoteException failed = null;
        try {
            raiseRecent();
        } catch (RemoteException e) {
            failed = e;
        }
        redeliver();
        if (failed != null) {
            throw failed;
        }
    }

    /** A doubt that comes while this runs is looked into once more. */
    private void raiseRecent() throws RemoteException {
        doubted = false;
        if (recent.takeOverflow()) {
            scopes.all().beginEviction();
            delivery.postpone(List.of(scopes.all()));
        }
        try {
            delivery.raise(recent.scopes(), timeout);
        } catch (RemoteException e) {
            doubted = true;
            throw e;
        }
    }

    private void distrust() {
        leaveAlone("Redis has forgotten stamps that it had confirmed: it is told what this instance knows");
    }

    private synchronized void leaveAlone(String why) {
        if (ready) {
            ready = false;
            lostAt = ticker.read();
            log.warn(why);
            threads.keepHouse(this::keepHouse);
        }
    }

    private void doubt() {
        doubted = true;
        threads.keepHouse(this::keepHouse);
    }

    private synchronized int losses() {
        return losses;
    }

    /** What was brought up to date over a connection that has been lost since says nothing about the next one. */
    private synchronized void becomeReady(int lossesBefore) {
        if (remote.available() && losses == lossesBefore) {
            ready = true;
            failedRecoveries = 0;
            silences.set(0);
            firstReady.countDown();
            if (!settings.alone()) {
                log.info(
                        "Redis is there, {} ms after it was lost or first asked", (ticker.read() - lostAt) / 1_000_000);
            }
        }
    }

    private synchronized void lost() {
        losses++;
        if (ready) {
            ready = false;
            lostAt = ticker.read();
            log.warn("Redis was lost: the local tier and the sources answer until it is back");
        }
    }

    /**
     * Reads the wide stamps, and renews {@code all} where it is older than a primary's process: a server that restarted may
     * hold an older state of the disk, entries and stamps alike, and nothing in that state would tell.
     */
    private void readWideStamps() throws RemoteException {
        List<Scope> wide = scopes.wide();
        List<ServerIdentity> servers = Deadline.after(timeout).await(remote.servers());
        long serverMicros = delivery.raise(wide, timeout);
        wideDueAt = ticker.read() + settings.wideInterval().toNanos();
        for (ServerIdentity server : servers) {
            if (primaries.contains(server.runId())) {
                continue;
            }
            doubted = true;
            long startedMicros = serverMicros - server.uptimeMillis() * 1000;
            if (scopes.all().stamp() < startedMicros) {
                log.info("Redis has restarted since the last eviction of everything: everything is evicted once");
                scopes.all().beginEviction();
                Deadline.after(timeout).await(delivery.evict(List.of(scopes.all())));
            }
        }
        primaries = servers.stream().map(ServerIdentity::runId).collect(Collectors.toSet());
    }

    private static EvictionReceipt pending(Collection<Scope> evicted) {
        return new EvictionReceipt(
                Status.PENDING,
                evicted.stream().map(scope -> new ScopeStamp(scope.key(), 0)).toList(),
                OptionalInt.empty());
    }

    private final class Ear implements RemoteTier.Listener {

        @Override
        public void connected() {
            doubt();
        }

        @Override
        public void disconnected() {
            lost();
        }

        @Override
        public void subscribed() {
            hearing.beginEpoch("the subscription was acknowledged");
            wideDueAt = ticker.read();
            doubt();
            firstSubscribed.countDown();
        }

        @Override
        public void unsubscribed() {
            log.debug("The subscription was lost");
        }

        @Override
        public void message(String text) {
            long arrivedAt = ticker.read();
            try {
                threads.hear(() -> hearing.apply(text, arrivedAt));
            } catch (RejectedExecutionException full) {
                hearing.beginEpoch("more messages came than could be applied");
            }
        }
    }
}
