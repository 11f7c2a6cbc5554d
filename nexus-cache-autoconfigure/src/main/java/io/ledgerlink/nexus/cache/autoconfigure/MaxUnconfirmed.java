package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long local entries may answer while the bus is silent: a duration, or {@code unlimited}. Immutable.
 *
 * @param duration {@link CachePolicy#UNLIMITED} for no bound
 * @since 0.1
 */
public record MaxUnconfirmed(Duration duration) {

    private static final String UNLIMITED = "unlimited";

    /** Reads {@code 30s}, {@code PT30S} or {@code unlimited}, as it stands in properties. */
    public static MaxUnconfirmed of(String text) {
        return new MaxUnconfirmed(
                text.strip().equalsIgnoreCase(UNLIMITED)
                        ? CachePolicy.UNLIMITED
                        : DurationStyle.detectAndParse(text.strip()));
    }

    @Override
    public String toString() {
        return duration.equals(CachePolicy.UNLIMITED) ? UNLIMITED : PropertyText.duration(duration);
    }
}
