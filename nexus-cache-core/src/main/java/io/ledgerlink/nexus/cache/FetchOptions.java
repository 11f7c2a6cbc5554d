package io.ledgerlink.nexus.cache;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one call wants otherwise than the cache's policy says.
 *
 * @param mode whether the tiers are asked and written
 * @param waitAtMost how long the call waits for somebody else's load, {@code null} for as long as it takes
 * @param unless which results are returned and not kept, {@code null} for none; asked on the thread that loads
 * @since 0.1
 */
public record FetchOptions(
        Mode mode, @Nullable Duration waitAtMost, @Nullable Predicate<? super @Nullable Object> unless) {

    /** Whether the tiers are asked and written. */
    public enum Mode {
        /** Ask the tiers, load what they lack, store it. */
        CACHED,
        /** Ask the source, tell neither tier. */
        BYPASS,
        /** Ask the source, store what it says. Later calls share this load; it shares none that had begun before. */
        REFRESH,
        /**
         * Ask the tiers; load what they lack for this call alone, and store it nowhere. So is every call inside a transaction
         * answered that may see its own rows. In a cache whose policy relaxes {@link CachePolicy#transactions()} as
         * {@link #CACHED}.
         */
        UNSHARED
    }

    private static final FetchOptions CACHED = new FetchOptions(Mode.CACHED, null, null);
    private static final FetchOptions BYPASS = new FetchOptions(Mode.BYPASS, null, null);
    private static final FetchOptions REFRESH = new FetchOptions(Mode.REFRESH, null, null);
    private static final FetchOptions UNSHARED = new FetchOptions(Mode.UNSHARED, null, null);

    public FetchOptions {
        if (waitAtMost != null && waitAtMost.isNegative()) {
            throw new IllegalArgumentException(
                    "A call cannot wait for " + waitAtMost + ": give FetchOptions a duration of zero or more");
        }
    }

    public static FetchOptions cached() {
        return CACHED;
    }

    public static FetchOptions bypass() {
        return BYPASS;
    }

    public static FetchOptions refresh() {
        return REFRESH;
    }

    public static FetchOptions unshared() {
        return UNSHARED;
    }

    /** The same options in another mode. */
    public FetchOptions in(Mode mode) {
        return new FetchOptions(mode, waitAtMost, unless);
    }

    /** The same options with a bound on waiting for somebody else's load. */
    public FetchOptions waitingAtMost(Duration duration) {
        return new FetchOptions(mode, duration, unless);
    }

    /** The same options, with results that are returned and not kept. */
    public FetchOptions unless(Predicate<? super @Nullable Object> unless) {
        return new FetchOptions(mode, waitAtMost, unless);
    }

    /** Whether a loaded value may be kept. */
    public boolean keeps(@Nullable Object value) {
        return unless == null || !unless.test(value);
    }
}
