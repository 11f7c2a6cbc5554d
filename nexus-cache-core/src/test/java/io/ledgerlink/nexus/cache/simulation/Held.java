package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.Scope;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.test.util.ReflectionTestUtils;

/** The scopes that an instance holds while nothing is under way: by local entries, the journal, and the memory of the recent. */
final class Held {

    private Held() {}

    static Set<Scope> by(Bus bus, NexusCache cache) {
        Set<Scope> held = Collections.newSetFromMap(new IdentityHashMap<>());
        scopes(held, field(field(field(bus, "house"), "recent"), "scopes"));
        scopes(held, field(field(field(bus, "delivery"), "journal"), "waiting"));
        for (Object named : ((Map<?, ?>) field(field(cache, "caches"), "caches")).values()) {
            Object entries = field(field(named, "local"), "entries");
            for (Object entry : ((com.github.benmanes.caffeine.cache.Cache<?, ?>) entries)
                    .asMap()
                    .values()) {
                held.addAll(((LocalEntry) entry).lineage().scopes());
            }
        }
        return held;
    }

    private static void scopes(Set<Scope> held, Object keyed) {
        new HashSet<>(((Map<?, ?>) keyed).keySet()).forEach(scope -> held.add((Scope) scope));
    }

    private static Object field(Object owner, String name) {
        return Objects.requireNonNull(ReflectionTestUtils.getField(owner, name));
    }
}
