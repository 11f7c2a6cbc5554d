package io.ledgerlink.nexus.cache.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list that is nobody's to change, nulls allowed. */
final class SharedList<E extends @Nullable Object> extends AbstractList<E> implements RandomAccess {

    private final E[] elements;

    private SharedList(E[] elements) {
        this.elements = elements;
    }

    @SuppressWarnings("unchecked")
    static <E extends @Nullable Object> List<E> of(Collection<? extends E> elements) {
        if (elements instanceof SharedList<?>) {
            return (SharedList<E>) elements;
        }
        // A collection may keep the array that its toArray returned, and some return one of a narrower class.
        return new SharedList<>((E[]) Arrays.copyOf(elements.toArray(), elements.size(), Object[].class));
    }

    @Override
    public E get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }
}
