package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Target;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The load that renews a stale entry, for those who wait for it a while before that entry answers them.
 *
 * <p>All wait until the same moment, counted from its beginning, so that a slow source delays callers once and not each of
 * them. Safe for use by many threads.
 */
public final class Renewal {

    private final LocalEntry stale;
    private final Waiting waiting;
    private final long until;
    private final CompletableFuture<@Nullable Answer> fresh = new CompletableFuture<>();

    public Renewal(LocalEntry stale, Duration atMost, Waiting waiting) {
        this.stale = stale;
        this.waiting = waiting;
        this.until = waiting.now() + atMost.toNanos();
    }

    /** Ends the wait: with the answer of a load, or with none. */
    void end(@Nullable Answer answer) {
        fresh.complete(answer);
    }

    /** Whether what it brings is no older than a valid entry of the target: as long as its own is valid, both rest on the same. */
    public boolean serves(Target target) {
        return stale.valid() && target.fits(stale);
    }

    /** A fresh answer, or none. */
    CompletableFuture<@Nullable Answer> fresh() {
        return fresh;
    }

    /** Until when a call waits for it, which may want to wait for less. */
    long latest(@Nullable Duration atMost) {
        return atMost == null ? until : Math.min(until, waiting.now() + TimeUnit.NANOSECONDS.convert(atMost));
    }
}
