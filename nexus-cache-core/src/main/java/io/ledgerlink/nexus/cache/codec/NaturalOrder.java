package io.ledgerlink.nexus.cache.codec;

import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Sees to it that sorted values come back in the order that they had: no comparator can be written. */
final class NaturalOrder {

    private NaturalOrder() {}

    static <E> SortedSet<E> of(SortedSet<E> set) {
        check(set.comparator());
        return set;
    }

    static <K, V> SortedMap<K, V> of(SortedMap<K, V> map) {
        check(map.comparator());
        return map;
    }

    private static void check(@Nullable Comparator<?> comparator) {
        if (comparator != null && !comparator.equals(Comparator.naturalOrder())) {
            throw new UnsupportedTypeException(
                    "A sorted set or map has a comparator, which cannot be written; use natural order, or declare a List, or a Set or Map that keeps its order");
        }
    }
}
