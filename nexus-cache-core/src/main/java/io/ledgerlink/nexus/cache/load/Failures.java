package io.ledgerlink.nexus.cache.load;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.load.InFlight.Outcome;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Loads that have failed lately, whose sources are spared for as long as their policies say.
 *
 * <p>A failure counts for what its load rested on: once a scope of it has changed, the source is asked again. Safe for use by
 * many threads.
 */
public final class Failures {

    /** Keys that are remembered; where more fail, some sources are asked sooner. */
    private static final int MOST = 10_000;

    private record Failed(Throwable failure, StampBasis basis, Duration backoff) {}

    private final Cache<InFlight.Id, Failed> failed;

    public Failures(Ticker ticker) {
        this.failed = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MOST)
                .expireAfter(Expiry.<InFlight.Id, Failed>writing((id, failure) -> failure.backoff))
                .build();
    }

    /** Remembers what a source threw. An error of the machine, and what is the leader's own affair, say nothing of it. */
    public void remember(Target target, StampBasis basis, Throwable failure) {
        Duration backoff = target.policy().failureBackoff();
        if (!backoff.isZero() && failure instanceof Exception && !Outcome.isOwnAffair(failure)) {
            failed.put(id(target), new Failed(failure, basis, backoff));
        }
    }

    /** The source has answered. */
    public void forget(Target target) {
        if (!target.policy().failureBackoff().isZero()) {
            failed.invalidate(id(target));
        }
    }

    /** What answers instead of the source; {@code null} if it may be asked. */
    public @Nullable Throwable standing(Target target) {
        if (target.policy().failureBackoff().isZero()) {
            return null;
        }
        Failed last = failed.getIfPresent(id(target));
        return last != null && last.basis.stands() && carries(last.basis, target) ? last.failure : null;
    }

    /** Keys are equal whatever their tags: an eviction by another tag would have passed the failed load by. */
    private static boolean carries(StampBasis basis, Target target) {
        return basis.lineage().tags().containsAll(target.tags().get());
    }

    private static InFlight.Id id(Target target) {
        return new InFlight.Id(target.key(), target.form().kind());
    }
}
