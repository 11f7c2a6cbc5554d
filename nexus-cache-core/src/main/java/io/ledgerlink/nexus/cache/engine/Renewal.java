package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The load that renews a stale entry, for those who wait for it a while before that entry answers them.
 *
 * <p>All wait until the same moment, counted from its beginning, so that a slow source delays callers once and not each of
 * them. Safe for use by many threads.
 */
final class Renewal {

    private final LocalEntry stale;
    private final Waiting waiting;
    private final long until;
    private final CompletableFuture<@Nullable Answer> fresh = new CompletableFuture<>();

    Renewal(LocalEntry stale, Duration atMost, Waiting waiting) {
        this.stale = stale;
        this.waiting = waiting;
        this.until = waiting.now() + atMost.toNanos();
    }

    /** Ends the wait: with the answer of a load, or with none. */
    void end(@Nullable Answer answer) {
        fresh.complete(answer);
    }

    /** Whether what it brings is no older than a valid entry of the target: as long as its own is valid, both rest on the same. */
    boolean serves(Target target) {
        return stale.valid() && target.fits(stale);
    }

    /** Waits, no longer than the call wants to; {@code null} if the entry is to answer after all. */
    @Nullable Answer await(@Nullable Duration atMost) {
        if (over(atMost)) {
            return fresh.getNow(null);
        }
        try {
            return waiting.await(fresh, until(atMost));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException | ExecutionException e) {
            return null;
        }
    }

    /** The same for one who waits on no thread. */
    CompletableFuture<@Nullable Answer> answer(@Nullable Duration atMost) {
        return over(atMost)
                ? CompletableFuture.completedFuture(fresh.getNow(null))
                : waiting.bound(fresh, until(atMost)).exceptionally(timeout -> null);
    }

    private long until(@Nullable Duration atMost) {
        return atMost == null ? until : Math.min(until, waiting.now() + TimeUnit.NANOSECONDS.convert(atMost));
    }

    private boolean over(@Nullable Duration atMost) {
        return until(atMost) - waiting.now() <= 0;
    }
}
