package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.bus.Primaries.Look;
import io.ledgerlink.nexus.cache.remote.Breaker;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteBudget;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ReadReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the remote tier in the background: beats, delivers what waits, reads the wide stamps, and says whether the tier
 * may be read.
 *
 * <p>After every loss it brings the tier up to what this instance knows before anyone reads it again. Its rounds run on the
 * housekeeper's thread, one at a time, and may wait for the tier; everything else returns at once and is safe for use by
 * many threads.
 */
final class Housekeeper {

    private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);

    private static final int RECOVERIES_BEFORE_WARNING = 3;

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Ticker ticker;
    private final Duration timeout;
    private final BusSettings settings;
    private final RecentStamps recent;
    private final Inbox hearing;
    private final Delivery delivery;
    private final BusThreads threads;
    private final Breaker breaker;
    private final RemoteBudget patience;
    private final Runnable turnedAway;
    private final LongAdder spared = new LongAdder();
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private volatile boolean ready;
    private volatile boolean closed;

    /** How often the connection was lost. Guarded by this, as are the writes of ready. */
    private int losses;

    /** How often it could not be brought up to date since; the housekeeper's alone. */
    private int failedRecoveries;

    /** Name and version of the server that answered last; written by the housekeeper's thread. */
    private volatile String product = "Redis";

    /** When it was last lost, in the ticker's nanoseconds, and how many reads it had been spared until then. Guarded by this. */
    private long lostAt;

    private long sparedBefore;

    /** Whether the server may have lost what it had confirmed, so that everything recent is to be raised there. */
    private volatile boolean doubted;

    /** The beat of the last round; the housekeeper's alone. */
    private @Nullable CompletionStage<?> beat;

    /** How many rounds ago that was; the housekeeper's alone. */
    private int roundsSinceBeat;

    /** The housekeeper's alone. */
    private final Primaries primaries = new Primaries();

    /** When all primaries were last asked and answered: a message proves one node's health. The housekeeper's alone. */
    private long answeredAt;

    /** When the wide stamps are due to be read again; written by the housekeeper, and when a subscription begins. */
    private volatile long wideDueAt;

    Housekeeper(
            RemoteTier remote,
            Scopes scopes,
            Ticker ticker,
            Duration timeout,
            BusSettings settings,
            RecentStamps recent,
            Inbox hearing,
            Delivery delivery,
            BusThreads threads,
            Breaker breaker,
            RemoteBudget patience,
            Runnable turnedAway) {
        this.remote = remote;
        this.scopes = scopes;
        this.ticker = ticker;
        this.timeout = timeout;
        this.settings = settings;
        this.recent = recent;
        this.hearing = hearing;
        this.delivery = delivery;
        this.threads = threads;
        this.breaker = breaker;
        this.patience = patience;
        this.turnedAway = turnedAway;
        this.lostAt = ticker.read();
        this.wideDueAt = lostAt;
        this.answeredAt = lostAt;
    }

    /** Begins its rounds. */
    void open() {
        threads.everyBeat(settings.beat(), this::round);
    }

    /** Whether the remote tier is there and has been brought up to what this instance knows. */
    boolean ready() {
        return ready;
    }

    /** Waits until that is so for the first time, at most that long. */
    boolean awaitReady(long nanos) throws InterruptedException {
        return firstReady.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean breakerOpen() {
        return breaker.open();
    }

    long breakerOpenings() {
        return breaker.openings();
    }

    /** A read did without the remote tier because that may not be read. */
    void spared() {
        spared.increment();
    }

    long readsSpared() {
        return spared.sum();
    }

    /** A connection for commands is there (again): the server behind it may be another one, or know less. */
    void connected() {
        breaker.signOfLife();
        doubt();
    }

    /** A connection for commands was lost. */
    synchronized void disconnected() {
        losses++;
        if (ready) {
            turnAway();
            log.warn("{} was lost: the local tier and the sources answer until it is back", product);
        }
    }

    /** Messages arrive from now on; what the wide stamps were before is unknown. */
    void subscribed() {
        wideDueAt = ticker.read();
        doubt();
    }

    /** A call had its answer. */
    void answered(Deadline deadline) {
        if (breaker.answered(deadline.longestWait())) {
            giveUp();
        }
    }

    /**
     * A call had none in time, or an error. After too many silences the remote tier costs the callers nothing until it has been
     * found answering again.
     */
    void unanswered(RemoteException failure) {
        if (failure.silence() && breaker.silent()) {
            giveUp();
        }
    }

    private void giveUp() {
        leaveAlone(product + " does not answer in time: the local tier and the sources do until it is back");
        patience.lose();
    }

    /** A message came. */
    void heard() {
        if (breaker.open()) {
            lookForLife();
        }
    }

    private void lookForLife() {
        if (breaker.signOfLife()) {
            threads.keepHouse(this::round);
        }
    }

    /** The server has forgotten what it had confirmed: it is left alone until it has been told again. */
    void distrust() {
        leaveAlone(product + " has forgotten stamps that it had confirmed: it is told what this instance knows");
    }

    /** Sends what waits once more, and rests for good. */
    void close() {
        closed = true;
        if (remote.available()) {
            redeliver();
        }
        ready = false;
    }

    private void round() {
        if (closed) {
            return;
        }
        if (!ready && remote.available()) {
            recover();
        }
        if (ready && beatIsAnswered()) {
            lookAfterStamps();
        }
        hearing.checkGaps();
        if (ready
                && hearing.silentNanos()
                        > settings.longestSilence(hearing.instances()).toNanos()) {
            hearing.beginEpoch("this instance no longer hears its own beat");
            remote.resubscribe();
        }
    }

    /** A server that has not answered a beat by the time of the next one is frozen, whether or not a call has found out. */
    private boolean beatIsAnswered() {
        CompletionStage<?> last = beat;
        if (last == null) {
            return true;
        }
        try {
            Deadline.after(timeout).await(last);
        } catch (RemoteException e) {
            if (e.silence()) {
                if (breaker.silentForLong()) {
                    giveUp();
                }
                return false;
            }
            log.debug("A beat could not be sent: {}", e.getMessage());
        }
        return true;
    }

    private void beatIfDue() {
        boolean due = ++roundsSinceBeat >= settings.beatsBetweenSigns(hearing.instances());
        if (due || beat == null || delivery.mustBeat()) {
            beat = delivery.beat();
            roundsSinceBeat = 0;
        }
    }

    private void lookAfterStamps() {
        try {
            beatIfDue();
            if (doubted) {
                raiseRecent();
            }
            recent.healthy(Math.min(hearing.lastHeardAt(), answeredAt));
            if (ticker.read() - wideDueAt >= 0) {
                Deadline deadline = Deadline.after(timeout);
                readWideStamps(deadline);
                answered(deadline);
            }
        } catch (RemoteException e) {
            unanswered(e);
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
        if (!breaker.mayTry()) {
            return;
        }
        int lossesBefore = losses();
        try {
            if (breaker.open()) {
                probe();
            }
            raiseAndRedeliver();
            readWideStamps(Deadline.after(timeout));
            becomeReady(lossesBefore);
        } catch (RemoteException e) {
            if (e.silence()) {
                remote.replaceIfSilent();
            }
            if (breaker.open()) {
                breaker.probeFailed();
            } else {
                unanswered(e);
            }
            tellFailedRecovery(e);
        }
    }

    /** Asks for next to nothing, which must come as quickly as a call needs it. What comes too late is a sign of life. */
    private void probe() throws RemoteException {
        CompletionStage<ReadReply> answer =
                remote.read(List.of(), List.of(scopes.all().key()));
        answer.thenRun(this::lookForLife);
        Deadline.after(breaker.slowAfter()).await(answer);
    }

    /** Speaks up once per loss: what keeps failing here is more than a moment's affair, such as a missing permission. */
    private void tellFailedRecovery(RemoteException failure) {
        if (++failedRecoveries == RECOVERIES_BEFORE_WARNING) {
            log.warn(
                    "{} is connected but could not be brought up to date: {}. Until that succeeds the local tier and"
                            + " the sources answer; it is tried every {} ms",
                    product,
                    failure.getMessage(),
                    settings.beat().toMillis());
        } else {
            log.debug("{} is connected but could not be brought up to date: {}", product, failure.getMessage());
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

    private synchronized void leaveAlone(String why) {
        if (ready) {
            turnAway();
            log.warn(why);
            threads.keepHouse(this::round);
        }
    }

    /** Called under the lock. */
    private void turnAway() {
        ready = false;
        lostAt = ticker.read();
        sparedBefore = spared.sum();
        turnedAway.run();
    }

    private void doubt() {
        doubted = true;
        threads.keepHouse(this::round);
    }

    private synchronized int losses() {
        return losses;
    }

    /** What was brought up to date over a connection that has been lost since says nothing about the next one. */
    private synchronized void becomeReady(int lossesBefore) {
        if (remote.available() && losses == lossesBefore) {
            ready = true;
            beat = null;
            hearing.listenAnew();
            failedRecoveries = 0;
            breaker.close();
            firstReady.countDown();
            if (!settings.alone()) {
                log.info(
                        "{} is there, {} ms after it was lost or first asked; {} reads did without it",
                        product,
                        (ticker.read() - lostAt) / 1_000_000,
                        spared.sum() - sparedBefore);
            }
        }
    }

    /** Reads the wide stamps, and renews {@code all} where a primary may hold an older state. */
    private void readWideStamps(Deadline deadline) throws RemoteException {
        int lossesBefore = losses();
        long askedAt = ticker.read();
        List<ServerIdentity> servers = deadline.await(remote.servers());
        servers.stream().findFirst().ifPresent(server -> product = server.product());
        long serverMicros = delivery.raise(scopes.wide(), timeout);
        Look look = new Look(ticker.read(), serverMicros, scopes.all().stamp());
        wideDueAt = look.nanos() + settings.wideInterval().toNanos();
        List<ServerIdentity> unknown =
                servers.stream().filter(server -> !primaries.know(server)).toList();
        if (!unknown.isEmpty()) {
            doubted = true;
        }
        if (unknown.stream().anyMatch(server -> primaries.goneBack(server, look))) {
            log.info("{} may hold an older state than it had: everything is evicted once", product);
            scopes.all().beginEviction();
            Deadline.after(timeout).await(delivery.evict(List.of(scopes.all())).answer());
        }
        if (losses() == lossesBefore) {
            primaries.saw(servers, new Look(askedAt, serverMicros, scopes.all().stamp()));
            answeredAt = askedAt;
        }
    }
}
