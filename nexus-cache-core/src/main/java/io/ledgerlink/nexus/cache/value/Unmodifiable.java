package io.ledgerlink.nexus.cache.value;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;

/**
 * Hands out collections, maps and pages as copies that nobody can change.
 *
 * <p>What a loader returned and what was decoded both pass here, so that a miss and a hit hand out the same kind of
 * thing. It goes by the declared type: interfaces such as {@code List}, {@code SortedMap} or {@code Page}, and {@code Optional}
 * of one of them, are copied, in order, with their comparator, nulls included; where {@code Object} is declared the value
 * decides. A declared class such as {@code ArrayList} or a subclass of {@code PageImpl}, a {@code Queue}, an array, and
 * whatever lies deeper are left as they are. A copy is given back as it is when it is guarded again; a sorted one is copied
 * again.
 */
public final class Unmodifiable {

    /** By declared interface. The order matters where only the value can tell: narrow ones first. */
    private static final Map<Class<?>, UnaryOperator<Object>> COPIES = copies();

    private Unmodifiable() {}

    private static Map<Class<?>, UnaryOperator<Object>> copies() {
        Map<Class<?>, UnaryOperator<Object>> copies = new LinkedHashMap<>();
        copies.put(Page.class, value -> SharedPage.of((Page<?>) value));
        copies.put(Slice.class, value -> SharedSlice.of((Slice<?>) value));
        copies.put(Window.class, value -> SharedWindow.of((Window<?>) value));
        copies.put(List.class, value -> SharedList.of((Collection<?>) value));
        copies.put(NavigableSet.class, value -> sortedSet((SortedSet<?>) value));
        copies.put(SortedSet.class, value -> sortedSet((SortedSet<?>) value));
        copies.put(Set.class, value -> SharedSet.of((Set<?>) value));
        copies.put(NavigableMap.class, value -> sortedMap((SortedMap<?, ?>) value));
        copies.put(SortedMap.class, value -> sortedMap((SortedMap<?, ?>) value));
        copies.put(Map.class, value -> SharedMap.of((Map<?, ?>) value));
        copies.put(Collection.class, value -> SharedList.of((Collection<?>) value));
        return copies;
    }

    /** Returns the value, or the copy of it that callers may share. */
    public static @Nullable Object guard(@Nullable Object value, Type declaredType) {
        if (value == null) {
            return null;
        }
        Class<?> declared = ResolvableType.forType(declaredType).toClass();
        if (value instanceof Optional<?> optional) {
            return guardContent(optional, declared == Optional.class ? declaredType : Optional.class);
        }
        UnaryOperator<Object> copy = declared == Object.class ? copyFor(value) : COPIES.get(declared);
        return copy == null ? value : copy.apply(value);
    }

    private static Optional<?> guardContent(Optional<?> optional, Type declaredType) {
        Object content = optional.orElse(null);
        Object guarded = guard(content, contentType(declaredType));
        return guarded == content ? optional : Optional.ofNullable(guarded);
    }

    private static Type contentType(Type optionalType) {
        return optionalType instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[0]
                : Object.class;
    }

    private static @Nullable UnaryOperator<Object> copyFor(Object value) {
        for (Map.Entry<Class<?>, UnaryOperator<Object>> copy : COPIES.entrySet()) {
            if (copy.getKey().isInstance(value)) {
                return copy.getValue();
            }
        }
        return null;
    }

    // TreeSet and TreeMap take the comparator along only from an argument of a sorted type.
    private static <E> NavigableSet<E> sortedSet(SortedSet<E> elements) {
        return Collections.unmodifiableNavigableSet(new TreeSet<>(elements));
    }

    private static <K, V> NavigableMap<K, V> sortedMap(SortedMap<K, V> entries) {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
    }
}
