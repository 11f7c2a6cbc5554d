package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.util.function.DoubleSupplier;

/**
 * Draws how long an entry lives, once when it is made and for both tiers alike, and when it is refreshed before its end, once
 * on each instance.
 */
public final class Lifetimes {

    /** So many calls are taken to come while a load lasts. */
    private static final double CALLS = 16;

    private final DoubleSupplier chance;

    /** Makes lives by numbers from 0 up to 1, without it. */
    public Lifetimes(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** The life of a value that is kept now, for so long at most. */
    public Lifetime of(Target target, Lifetime longest, long loadTime) {
        if (longest.isZero()) {
            return longest;
        }
        int jitter = target.policy().jitter();
        Lifetime life = jitter == 0 ? longest : longest.shortened(jitter / 100.0 * chance.getAsDouble());
        return life.refreshedBefore(refreshMargin(target.policy(), life.fresh().toNanos(), loadTime));
    }

    /** How long before its end an entry is refreshed, of its time to live and of the time that a load takes; zero if it is not. */
    public long refreshMargin(CachePolicy policy, long fresh, long loadTime) {
        return switch (policy.earlyRefresh().when()) {
            case NEVER -> 0;
            case PROBABILISTIC -> Math.min(fresh / 2, (long) (loadTime * earliest(chance.getAsDouble())));
            case SHARE ->
                (long) ((100 - policy.earlyRefresh().percent()) / 100.0 * fresh * (1 - chance.getAsDouble() / 2));
        };
    }

    /**
     * How many load times before the end the first of the calls refreshes of which each draws its own moment, {@code -ln(1 - x)}
     * load times before the end: the largest of as many such numbers, from one draw.
     */
    private static double earliest(double drawn) {
        return -Math.log1p(-Math.pow(drawn, 1 / CALLS));
    }
}
