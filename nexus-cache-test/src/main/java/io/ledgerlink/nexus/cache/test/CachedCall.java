package io.ledgerlink.nexus.cache.test;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A call that was made through {@link NexusCacheTester#call}, and how the caches have answered it. Made for AssertJ's {@code
 * assertThat}.
 *
 * @since 0.1
 */
public final class CachedCall<T> implements AssertProvider<CachedCallAssert<T>> {

    private final @Nullable T value;
    private final CacheFigures before;
    private final CacheFigures after;

    CachedCall(@Nullable T value, CacheFigures before, CacheFigures after) {
        this.value = value;
        this.before = before;
        this.after = after;
    }

    /** What the call returned. */
    public @Nullable T value() {
        return value;
    }

    CacheFigures before() {
        return before;
    }

    CacheFigures after() {
        return after;
    }

    @Override
    public CachedCallAssert<T> assertThat() {
        return new CachedCallAssert<>(this);
    }
}
