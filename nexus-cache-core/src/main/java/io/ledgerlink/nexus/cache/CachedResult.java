package io.ledgerlink.nexus.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer and where it came from.
 *
 * @param value what the source said; {@code null} if it said that there is nothing
 * @param status which stop on the way answered
 * @param age how long ago the answer was stored, by the remote tier's clock where that is known
 * @param remaining how long it stays fresh, zero for an answer that is kept nowhere
 * @since 0.1
 */
public record CachedResult<T>(@Nullable T value, CacheStatus status, Duration age, Duration remaining) {}
