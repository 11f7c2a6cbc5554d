package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.metrics.EvictionCounters;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.Breaker;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.RemoteBudget;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.BusSettings;
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
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's part in the evictions of all.
 *
 * <p>It sends this instance's evictions, applies everybody's, keeps the epoch and the
 * wide stamps, and after every reconnect brings the remote tier up to what this instance knows <em>before</em> anyone here
 * reads it again.
 *
 * <p>Threads: two of its own, one that applies messages in order, one that keeps house and may wait for the remote tier.
 * {@link #evict} waits for the remote tier, at most its deadline; everything else returns at once.
 */
public final class Bus implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Bus.class);

    private final String instance;
    private final RemoteTier remote;
    private final Ticker ticker;
    private final RemoteBudget patience;
    private final BusSettings settings;
    private final EvictionCounters evictions = new EvictionCounters();
    private final Inbox hearing;
    private final Delivery delivery;
    private final Housekeeper house;
    private final BusThreads threads;
    private final LoadNews news = new LoadNews();
    private final CountDownLatch firstSubscribed = new CountDownLatch(1);

    public Bus(
            String instance,
            RemoteAccess access,
            Scopes scopes,
            Predicate<String> ours,
            Ticker ticker,
            Observers observers,
            BusSettings settings,
            BusThreads threads) {
        ServerClock clock = access.clock();
        Duration timeout = access.timeout();
        this.instance = instance;
        this.remote = access.tier();
        this.ticker = ticker;
        this.patience = new RemoteBudget(timeout);
        this.settings = settings;
        this.threads = threads;
        RecentStamps recent =
                new RecentStamps(settings.memory(), settings.recentWindow().toNanos());
        this.hearing = new Inbox(instance, scopes, ours, recent, ticker, clock, observers, settings, news);
        this.delivery = new Delivery(instance, remote, scopes, ticker, clock, recent, settings);
        Recovery recovery = new Recovery(scopes, recent, delivery, timeout);
        WideStamps.Intervals intervals = new WideStamps.Intervals(timeout, settings.wideInterval());
        Breaker breaker = new Breaker(
                access.breaker(),
                timeout,
                settings.beat(),
                ticker,
                new SplittableRandom(instance.hashCode())::nextDouble);
        this.house = new Housekeeper(
                remote,
                ticker,
                settings,
                hearing,
                threads,
                new Housekeeper.Silence(breaker, patience, timeout),
                new Housekeeper.Duties(
                        recovery,
                        new WideStamps(remote, scopes, ticker, delivery, recovery, intervals),
                        new Heartbeat(delivery, hearing, settings, timeout)),
                this::wakeWaiting);
    }

    /** On the listener's thread, for whoever brings this may hold a lock. Where it has no room those who wait look in a while. */
    private void wakeWaiting() {
        try {
            if (news.anybody()) {
                threads.hear(news::wakeAll);
            }
        } catch (RejectedExecutionException full) {
            log.debug(
                    "Those who wait for other instances' loads are not told that Redis was lost: too many messages wait");
        }
    }

    /** Connects and begins to keep house. */
    public void open() {
        remote.open(new RemoteListener());
        house.open();
    }

    /** Waits until the remote tier can be read and messages arrive, at most that long. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        boolean came = firstSubscribed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)
                && house.awaitReady(Math.max(0, until - System.nanoTime()));
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
        return house.ready();
    }

    /** Begins to count the time that one call may wait for the remote tier. */
    public Deadline begin() {
        return patience.begin();
    }

    /** Whether a call may read the remote tier; counts those that may not. */
    public boolean mayRead() {
        boolean may = house.ready();
        if (!may) {
            house.skipped();
        }
        return may;
    }

    public Epoch epoch() {
        return hearing.epoch();
    }

    /**
     * Evicts: on this instance before anything is sent, elsewhere when the remote tier confirms. Scopes of one slot share a
     * round trip, and slots are asked side by side.
     */
    public EvictionReceipt evict(Collection<Scope> evicted) {
        return evict(evicted, begin());
    }

    /** The same, waiting until the deadline of a call that has asked the remote tier before. */
    public EvictionReceipt evict(Collection<Scope> evicted, Deadline deadline) {
        Set<Scope> distinct = new LinkedHashSet<>(evicted);
        distinct.forEach(Scope::beginEviction);
        distinct.forEach(scope -> evictions.count(scope.key()));
        if (!house.ready()) {
            return pending(distinct, delivery.postpone(distinct));
        }
        List<List<Scope>> parts = Delivery.bySlot(distinct);
        List<SentEviction<StampReply>> sent =
                parts.stream().map(delivery::evict).toList();
        List<ScopeStamp> stamps = new ArrayList<>();
        Status status = Status.CONFIRMED;
        int heardBy = Integer.MAX_VALUE;
        boolean answered = false;
        RemoteException failure = null;
        for (int i = 0; i < parts.size(); i++) {
            try {
                StampReply reply = deadline.await(sent.get(i).answer());
                for (int j = 0; j < reply.stamps().length; j++) {
                    tell(stamps, parts.get(i).get(j), reply.stamps()[j]);
                }
                heardBy = Math.min(heardBy, reply.heardBy());
                answered = true;
            } catch (RemoteException e) {
                failure = failure != null && failure.silence() ? failure : e;
                status = Status.PENDING;
                parts.get(i).forEach(scope -> tell(stamps, scope, 0));
            }
        }
        if (answered) {
            house.answered(deadline);
        } else if (failure != null) {
            house.unanswered(failure);
        }
        boolean heardIsKnown = status == Status.CONFIRMED && !parts.isEmpty() && heardBy >= 0;
        OptionalInt heard = heardIsKnown ? OptionalInt.of(heardBy) : OptionalInt.empty();
        return status == Status.CONFIRMED
                ? new EvictionReceipt(status, stamps, heard)
                : new EvictionReceipt(
                        status,
                        stamps,
                        heard,
                        new AllConfirmed(
                                sent.stream().map(SentEviction::confirmation).toList()));
    }

    /** Sends a command that evicts a scope, whose eviction has begun, and does more. See {@link #postpone}. */
    public <T> SentEviction<T> evictWith(
            Scope scope,
            Function<MessageHead, CompletionStage<T>> command,
            ToLongFunction<T> stamp,
            ToLongFunction<T> serverMicros) {
        evictions.count(scope.key());
        return delivery.evictWith(scope, command, stamp, serverMicros);
    }

    /** A call had its answer. */
    public void answered(Deadline deadline) {
        house.answered(deadline);
    }

    /** A call had none in time, or another failure. */
    public void unanswered(RemoteException failure) {
        house.unanswered(failure);
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
            house.distrust();
        }
        return delivery.settle(slotScopes, behind);
    }

    /** What the others call this instance; no other has the name, nor has had it. */
    public String instance() {
        return instance;
    }

    /** Begins to listen for the end of another instance's load. */
    public LoadNews.Wait awaitLoad(String entryKey) {
        return news.await(entryKey);
    }

    /** Whose message tells how a load ended; the remote tier writes that. */
    public MessageHead ofLoad(String holder, String entryKey) {
        return new MessageHead(LoadMessage.head(holder, entryKey));
    }

    /** The same of a load whose ending is known. */
    public MessageHead ofLoad(String holder, String entryKey, LoadEnding ending) {
        return new MessageHead(new LoadMessage(holder, entryKey, ending).text());
    }

    public void addListener(EvictionListener listener) {
        hearing.addListener(listener);
    }

    public void removeListener(EvictionListener listener) {
        hearing.removeListener(listener);
    }

    public BusStatistics statistics() {
        return new BusStatistics(
                house.ready() && !settings.alone(),
                hearing.epochsBegun(),
                hearing.foreignMessages(),
                delivery.waitingScopes(),
                evictions.all(),
                house.breakerOpen(),
                house.breakerOpenings(),
                house.readsSkipped());
    }

    /** How many evictions that began here named this cache. */
    public long evictions(String cache) {
        return evictions.of(cache);
    }

    /** Sends what waits once more, and leaves. */
    @Override
    public void close() {
        house.close();
        threads.close();
        remote.close();
        delivery.close();
        if (delivery.waitingScopes() > 0) {
            log.warn(
                    "Evictions that Redis has not confirmed are lost with this instance, but for those in a durable journal:"
                            + " entries of other instances that they meant stay until their time ends, or until somebody"
                            + " evicts them again");
        }
    }

    /** A clock comes with a tag, and nobody has asked for it. */
    private static void tell(List<ScopeStamp> stamps, Scope scope, long stamp) {
        if (!scope.isTagClock()) {
            stamps.add(new ScopeStamp(scope.key(), stamp));
        }
    }

    private static EvictionReceipt pending(Collection<Scope> evicted, Confirmation confirmation) {
        return new EvictionReceipt(
                Status.PENDING,
                evicted.stream()
                        .filter(scope -> !scope.isTagClock())
                        .map(scope -> new ScopeStamp(scope.key(), 0))
                        .toList(),
                OptionalInt.empty(),
                confirmation);
    }

    private final class RemoteListener implements RemoteTier.Listener {

        @Override
        public void connected() {
            house.connected();
        }

        @Override
        public void disconnected() {
            house.disconnected();
        }

        @Override
        public void subscribed() {
            hearing.beginEpoch("the subscription was acknowledged");
            house.subscribed();
            wakeWaiting();
            firstSubscribed.countDown();
        }

        @Override
        public void unsubscribed() {
            log.debug("The subscription was lost");
        }

        @Override
        public void message(String text) {
            long arrivedAt = ticker.read();
            house.heard();
            try {
                threads.hear(() -> hearing.apply(text, arrivedAt));
            } catch (RejectedExecutionException full) {
                hearing.beginEpoch("more messages came than could be applied");
            }
        }
    }
}
