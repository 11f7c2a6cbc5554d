package io.ledgerlink.nexus.cache.simulation;

import com.github.benmanes.caffeine.cache.Cache;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * The scopes that an instance holds while nothing is under way: by local entries, loads that have failed, the journal, the memory
 * of the recent, and by regions that are held.
 */
final class Held {

    private Held() {}

    static Set<Scope> by(Bus bus, NexusCache cache) {
        Set<Scope> held = Collections.newSetFromMap(new IdentityHashMap<>());
        scopes(held, field(field(field(field(field(bus, "house"), "duties"), "recovery"), "recent"), "scopes"));
        scopes(held, field(field(field(bus, "delivery"), "journal"), "waiting"));
        for (Object failed : values(failed(cache))) {
            held.addAll(((StampBasis) field(failed, "basis")).lineage().scopes());
        }
        for (Object named : ((Map<?, ?>) field(field(cache, "caches"), "caches")).values()) {
            for (Object entry : values(field(field(named, "local"), "entries"))) {
                held.addAll(((LocalEntry) entry).lineage().scopes());
            }
        }
        List.copyOf(held).forEach(scope -> region(held, scope));
        return held;
    }

    private static Object failed(NexusCache cache) {
        Object calls = field(field(cache, "rooms"), "calls");
        return field(field(field(calls, "shared"), "failures"), "failed");
    }

    private static Collection<?> values(Object cache) {
        return ((Cache<?, ?>) cache).asMap().values();
    }

    private static void scopes(Set<Scope> held, Object keyed) {
        new HashSet<>(((Map<?, ?>) keyed).keySet()).forEach(scope -> held.add((Scope) scope));
    }

    /** A region's scope holds its tenant's. */
    private static void region(Set<Scope> held, Scope scope) {
        Object ground = ReflectionTestUtils.getField(scope, "ground");
        Object tenant = ground == null ? null : ReflectionTestUtils.getField(ground, "tenant");
        if (tenant != null) {
            held.add((Scope) tenant);
        }
    }

    private static Object field(Object owner, String name) {
        return Objects.requireNonNull(ReflectionTestUtils.getField(owner, name));
    }
}
