package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.ValueForm;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One load under way, and those who wait for it.
 *
 * <p>The basis is replaced by the leader when the stamps have been read: before any scope learns of them, so that a
 * caller who already knows a stamp from this very load still finds it admitted. That is once as a rule, and again by a leader who
 * has waited for another instance before it began.
 */
public final class InFlight {

    /** Loads of one key for values of two kinds have nothing to say to each other. */
    record Id(CacheKey key, ValueForm.Kind kind) {}

    private final Id id;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** One element per wait: an asynchronous source may wait for several loads at once, and twice for the same. */
    private final Collection<InFlight> waitsFor = new ConcurrentLinkedQueue<>();

    private volatile StampBasis basis;
    private volatile boolean free;

    /** Whether it waits for a thread of the cache's own. */
    private volatile boolean queued;

    /** Whether no later load of the key has taken over: what this one finds may then be kept. */
    private volatile boolean current;

    /** One that was given up on and goes on beside this one, which overtakes it when it has landed. */
    private volatile @Nullable InFlight beside;

    private volatile long began;

    public InFlight(CacheKey key, ValueForm form, StampBasis basis) {
        this.id = new Id(key, form.kind());
        this.basis = basis;
    }

    Id id() {
        return id;
    }

    CacheKey key() {
        return id.key;
    }

    /** The loads that this one's source waits for. */
    Collection<InFlight> waitsFor() {
        return waitsFor;
    }

    public StampBasis basis() {
        return basis;
    }

    public void rebase(StampBasis read) {
        basis = read;
    }

    /** Makes this the load that later calls may share. */
    void begin(long now) {
        began = now;
        current = true;
    }

    /** Takes over from another load of the key. One that was given up on may still land first. */
    void follow(InFlight other) {
        if (other.free) {
            beside = other;
        } else {
            other.overtake();
        }
    }

    void setQueued(boolean waits) {
        queued = waits;
    }

    /** Whether it waits for a thread of the cache's own: who has one must not wait for it. */
    boolean isQueued() {
        return queued;
    }

    boolean isCurrent() {
        return current;
    }

    /** What this one finds is not kept any more, nor what those find that went on beside it. */
    void overtake() {
        for (InFlight each = this; each != null; each = each.beside) {
            each.current = false;
        }
    }

    /** This one has brought its answer. */
    void land() {
        InFlight older = beside;
        beside = null;
        if (older != null) {
            older.overtake();
        }
    }

    /** Lets later calls lead a load of their own. Those who wait for this one already may go on doing so. */
    void setFree() {
        free = true;
    }

    /**
     * The same, once this one has taken about as long as any may: whoever gives it up may have waited for others before it
     * began.
     */
    void giveUp(Duration longest, long now) {
        if (now - began >= longest.toNanos() / 10 * 9) {
            free = true;
        }
    }

    /**
     * Whether a call may share this load: it wants no other tags, nor such as are found where this load finds none, came under the
     * same stamps, and nobody has given it up.
     */
    boolean admits(InFlight call, Epoch now) {
        return !free
                && (basis.tagClock() != null || call.basis.tagClock() == null)
                && basis.lineage().tags().containsAll(call.basis.lineage().tags())
                && admits(now);
    }

    /** Scopes learn of the stamps read only after the basis was rebased on them, so a refusal counts for the newest basis alone. */
    private boolean admits(Epoch now) {
        StampBasis asked = basis;
        while (!asked.admits(now)) {
            StampBasis newest = basis;
            if (newest == asked) {
                return false;
            }
            asked = newest;
        }
        return true;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    void complete(Answer answer) {
        outcome.complete(new Outcome.Answered(answer));
    }

    /** Ends a load whose leader stood in its source; the leader's interrupt may have got out as anything. */
    public void fail(Throwable failure) {
        outcome.complete(Thread.currentThread().isInterrupted() ? new Outcome.Abandoned() : Outcome.of(failure));
    }

    /** Ends a load whose source completed its stage on whatever thread: that thread's interrupts mean nothing here. */
    void failStage(Throwable failure) {
        outcome.complete(Outcome.of(failure));
    }

    /** Ends a load that its leader has given up before it began: one of those who wait takes over. */
    void abandon() {
        outcome.complete(new Outcome.Abandoned());
    }

    /** How a load ended. */
    sealed interface Outcome {

        record Answered(Answer answer) implements Outcome {}

        record Failed(Throwable failure) implements Outcome {}

        record Abandoned() implements Outcome {}

        /** An interrupt or a cancellation is the leader's own affair: one of those who wait takes over. */
        private static Outcome of(Throwable failure) {
            return isOwnAffair(failure) ? new Abandoned() : new Failed(failure);
        }

        static boolean isOwnAffair(Throwable failure) {
            return failure instanceof InterruptedException
                    || failure instanceof CancellationException
                    || failure instanceof ClosedByInterruptException;
        }
    }
}
