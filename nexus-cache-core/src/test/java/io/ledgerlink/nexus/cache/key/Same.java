package io.ledgerlink.nexus.cache.key;

import io.ledgerlink.nexus.cache.key.Samples.Holder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What "equal" means for arguments, said without any text: Java's equality, with arrays by content. */
final class Same {

    /** Stands for {@code null} where a generator cannot make one. */
    static final Object NULL = Marker.NULL;

    private enum Marker {
        NULL
    }

    /** An array that is equal by content, so that collections of arrays are. */
    private record Content(List<@Nullable Object> elements) {}

    private record HolderOf(@Nullable Object value) {}

    private Same() {}

    static @Nullable Object orNull(@Nullable Object value) {
        return value == NULL ? null : value;
    }

    static List<@Nullable Object> list(List<?> values) {
        List<@Nullable Object> list = new ArrayList<>();
        values.forEach(value -> list.add(orNull(value)));
        return list;
    }

    /** A set without two arrays of the same content, which Java takes for two elements. */
    static Set<@Nullable Object> set(List<?> values) {
        Set<@Nullable Object> known = new LinkedHashSet<>();
        Set<@Nullable Object> set = new LinkedHashSet<>();
        list(values).stream().filter(value -> known.add(comparable(value))).forEach(set::add);
        return set;
    }

    static Map<@Nullable Object, @Nullable Object> map(Map<?, ?> values) {
        Set<@Nullable Object> known = new LinkedHashSet<>();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            Object realKey = orNull(key);
            if (known.add(comparable(realKey))) {
                map.put(realKey, orNull(value));
            }
        });
        return map;
    }

    static boolean values(@Nullable Object one, @Nullable Object other) {
        return Objects.equals(comparable(one), comparable(other));
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof Object[] array) {
            return new Content(mapped(Arrays.asList(array)));
        }
        if (value instanceof List<?> list) {
            return mapped(list);
        }
        if (value instanceof Set<?> set) {
            return new LinkedHashSet<>(mapped(set));
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> mapped = new LinkedHashMap<>();
            map.forEach((key, element) -> mapped.put(comparable(key), comparable(element)));
            return mapped;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Same::comparable);
        }
        return value instanceof Holder holder ? new HolderOf(comparable(holder.value())) : value;
    }

    private static List<@Nullable Object> mapped(Iterable<?> values) {
        List<@Nullable Object> mapped = new ArrayList<>();
        values.forEach(value -> mapped.add(comparable(value)));
        return mapped;
    }

    /** An equal value of other objects: other classes of lists, sets and maps in the other order. */
    static @Nullable Object rebuilt(@Nullable Object value) {
        if (value instanceof String text) {
            return new String(text.toCharArray());
        }
        if (value instanceof Object[] array) {
            return rebuiltList(Arrays.asList(array)).toArray();
        }
        if (value instanceof List<?> list) {
            return new LinkedList<>(rebuiltList(list));
        }
        if (value instanceof Set<?> set) {
            List<@Nullable Object> elements = rebuiltList(set);
            Collections.reverse(elements);
            return new LinkedHashSet<>(elements);
        }
        if (value instanceof Map<?, ?> map) {
            List<@Nullable Object> keys = new ArrayList<>(map.keySet());
            Collections.reverse(keys);
            Map<@Nullable Object, @Nullable Object> other = new LinkedHashMap<>();
            keys.forEach(key -> other.put(rebuilt(key), rebuilt(map.get(key))));
            return other;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Same::rebuilt);
        }
        return value instanceof Holder holder ? new Holder(rebuilt(holder.value())) : value;
    }

    private static List<@Nullable Object> rebuiltList(Iterable<?> values) {
        List<@Nullable Object> rebuilt = new ArrayList<>();
        values.forEach(value -> rebuilt.add(rebuilt(value)));
        return rebuilt;
    }
}
