package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.method.Faults;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** The durations that an annotation gives; {@code null} for one that it does not give. */
record QueryTimes(@Nullable Duration ttl, @Nullable Duration staleFor) {

    static QueryTimes of(QueryAttributes attributes, Faults faults) {
        return new QueryTimes(parse("ttl", attributes.ttl(), faults), parse("staleFor", attributes.staleFor(), faults));
    }

    private static @Nullable Duration parse(String attribute, String text, Faults faults) {
        if (text.isBlank()) {
            return null;
        }
        try {
            Duration duration = DurationFormatterUtils.detectAndParse(text.strip());
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(CachePolicy.LONGEST) <= 0) {
                return duration;
            }
            faults.add(
                    "Its " + attribute + " is \"" + text + "\", and must be longer than zero and at most "
                            + CachePolicy.LONGEST.toDays() + " days.",
                    "Give another, or leave it out.");
        } catch (IllegalArgumentException e) {
            faults.add(
                    "Its " + attribute + " is \"" + text + "\", which is no duration.",
                    "Write one as 30s, 2m, 1h30m or PT2M.");
        }
        return null;
    }

    /** The policy with these times. */
    CachePolicy on(CachePolicy policy) {
        CachePolicy timed = ttl == null ? policy : policy.withTtl(ttl);
        return staleFor == null ? timed : timed.withStaleFor(staleFor);
    }
}
