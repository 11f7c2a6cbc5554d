package io.ledgerlink.nexus.cache.value;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set that is nobody's to change, in its original's order, {@code null} allowed. */
final class SharedSet<E extends @Nullable Object> extends AbstractSet<E> {

    private final Set<E> elements;

    private SharedSet(Set<? extends E> elements) {
        this.elements = Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    @SuppressWarnings("unchecked")
    static <E extends @Nullable Object> Set<E> of(Set<? extends E> elements) {
        return elements instanceof SharedSet<?> ? (SharedSet<E>) elements : new SharedSet<>(elements);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements.contains(element);
    }

    @Override
    public Iterator<E> iterator() {
        return elements.iterator();
    }

    @Override
    public int size() {
        return elements.size();
    }
}
