package io.ledgerlink.nexus.cache.value;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map that is nobody's to change, in its original's order, nulls allowed. */
final class SharedMap<K extends @Nullable Object, V extends @Nullable Object> extends AbstractMap<K, V> {

    private final Map<K, V> entries;

    private SharedMap(Map<? extends K, ? extends V> entries) {
        this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @SuppressWarnings("unchecked")
    static <K extends @Nullable Object, V extends @Nullable Object> Map<K, V> of(
            Map<? extends K, ? extends V> entries) {
        return entries instanceof SharedMap<?, ?> ? (SharedMap<K, V>) entries : new SharedMap<>(entries);
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries.containsKey(key);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return entries.entrySet();
    }
}
