package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.remote.Breaker;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteBudget;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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

    /** What it does in its rounds. */
    record Duties(Recovery recovery, WideStamps wide, Heartbeat heartbeat) {}

    /** How it tells that the remote tier is silent, and whose waits end then. */
    record Silence(Breaker breaker, RemoteBudget budget, Duration timeout) {}

    private final RemoteTier remote;
    private final Ticker ticker;
    private final BusSettings settings;
    private final Inbox inbox;
    private final BusThreads threads;
    private final Silence silence;
    private final Breaker breaker;
    private final Duties duties;
    private final Runnable turnedAway;
    private final LongAdder skipped = new LongAdder();
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private volatile boolean ready;
    private volatile boolean closed;

    /** How often the connection was lost. Guarded by this, as are the writes of ready. */
    private int losses;

    /** How often it could not be brought up to date since; the housekeeper's alone. */
    private int failedRecoveries;

    /** When it was last lost, in the ticker's nanoseconds, and how many reads had been skipped until then. Guarded by this. */
    private long lostAt;

    private long skippedBefore;

    Housekeeper(
            RemoteTier remote,
            Ticker ticker,
            BusSettings settings,
            Inbox inbox,
            BusThreads threads,
            Silence silence,
            Duties duties,
            Runnable turnedAway) {
        this.remote = remote;
        this.ticker = ticker;
        this.settings = settings;
        this.inbox = inbox;
        this.threads = threads;
        this.silence = silence;
        this.breaker = silence.breaker;
        this.duties = duties;
        this.turnedAway = turnedAway;
        this.lostAt = ticker.read();
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
    void skipped() {
        skipped.increment();
    }

    long readsSkipped() {
        return skipped.sum();
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
            log.warn("{} was lost: the local tier and the sources answer until it is back", product());
        }
    }

    /** Messages arrive from now on; what the wide stamps were before is unknown. */
    void subscribed() {
        duties.wide.dueNow();
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
        leaveAlone(product() + " does not answer in time: the local tier and the sources do until it is back");
        silence.budget.lose();
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
        leaveAlone(product() + " has forgotten stamps that it had confirmed: it is told what this instance knows");
    }

    /** Sends what waits once more, and rests for good. */
    void close() {
        closed = true;
        if (remote.available()) {
            duties.recovery.redeliver();
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
        if (ready && answersHeartbeats()) {
            lookAfterStamps();
        }
        inbox.checkGaps();
        if (ready
                && inbox.silentNanos()
                        > settings.longestSilence(inbox.instances()).toNanos()) {
            inbox.beginEpoch("this instance no longer hears its own beat");
            remote.resubscribe();
        }
    }

    private boolean answersHeartbeats() {
        if (!duties.heartbeat.unanswered()) {
            return true;
        }
        if (breaker.silentForLong()) {
            giveUp();
        }
        return false;
    }

    private void lookAfterStamps() {
        Recovery recovery = duties.recovery;
        try {
            duties.heartbeat.beatIfDue();
            recovery.raiseIfDoubted();
            recovery.healthySince(Math.min(inbox.lastHeardAt(), duties.wide.answeredAt()));
            if (duties.wide.due()) {
                Deadline deadline = Deadline.after(silence.timeout);
                duties.wide.read(deadline, this::losses);
                answered(deadline);
            }
        } catch (RemoteException e) {
            unanswered(e);
            log.debug("The remote tier did not answer the housekeeper: {}", e.getMessage());
        }
        recovery.redeliver();
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
            duties.recovery.raiseAndRedeliver();
            duties.wide.read(Deadline.after(silence.timeout), this::losses);
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
        CompletionStage<?> answer = duties.wide.probe();
        answer.thenRun(this::lookForLife);
        Deadline.after(breaker.slowAfter()).await(answer);
    }

    /** Speaks up once per loss: what keeps failing here is more than a moment's affair, such as a missing permission. */
    private void tellFailedRecovery(RemoteException failure) {
        if (++failedRecoveries == RECOVERIES_BEFORE_WARNING) {
            log.warn(
                    "{} is connected but could not be brought up to date: {}. Until that succeeds the local tier and"
                            + " the sources answer; it is tried every {} ms",
                    product(),
                    failure.getMessage(),
                    settings.beat().toMillis());
        } else {
            log.debug("{} is connected but could not be brought up to date: {}", product(), failure.getMessage());
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
        skippedBefore = skipped.sum();
        turnedAway.run();
    }

    private void doubt() {
        duties.recovery.doubt();
        threads.keepHouse(this::round);
    }

    private String product() {
        return duties.wide.product();
    }

    private synchronized int losses() {
        return losses;
    }

    /** What was brought up to date over a connection that has been lost since says nothing about the next one. */
    private synchronized void becomeReady(int lossesBefore) {
        if (remote.available() && losses == lossesBefore) {
            ready = true;
            duties.heartbeat.begin();
            inbox.listenAgain();
            failedRecoveries = 0;
            breaker.close();
            firstReady.countDown();
            if (!settings.alone()) {
                log.info(
                        "{} is there, {} ms after it was lost or first asked; {} reads did without it",
                        product(),
                        (ticker.read() - lostAt) / 1_000_000,
                        skipped.sum() - skippedBefore);
            }
        }
    }
}
