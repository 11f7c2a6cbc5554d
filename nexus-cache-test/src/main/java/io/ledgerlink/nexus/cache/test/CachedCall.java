package io.ledgerlink.nexus.cache.test;

import java.util.List;
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
    private final List<String> evicted;

    CachedCall(@Nullable T value, CacheFigures before, CacheFigures after, List<String> evicted) {
        this.value = value;
        this.before = before;
        this.after = after;
        this.evicted = evicted;
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

    /** What was evicted before it, since the tester was emptied last. */
    List<String> evicted() {
        return evicted;
    }

    @Override
    public CachedCallAssert<T> assertThat() {
        return new CachedCallAssert<>(this);
    }
}
