package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one call found; the entry is missing where nothing could be kept. */
public record Answer(
        @Nullable Object value,
        CacheStatus status,
        @Nullable LocalEntry entry) {

    /** What a load has brought. */
    public static Answer loaded(@Nullable Object value, @Nullable LocalEntry entry) {
        return new Answer(value, CacheStatus.MISS, entry);
    }

    @SuppressWarnings("unchecked")
    public <T> CachedResult<T> result(long now) {
        Duration age = Duration.ZERO;
        Duration remaining = Duration.ZERO;
        if (entry != null && entry.valid()) {
            age = Duration.ofNanos(Math.max(0, now - entry.createdAt()));
            remaining = Duration.ofNanos(Math.max(0, entry.freshUntil() - now));
        }
        return new CachedResult<>((T) value, status, age, remaining);
    }
}
