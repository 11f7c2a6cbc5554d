package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loads that the current thread works for, innermost first. */
public final class LoadStack {

    public void refuseOwn(CacheKey key) {
        for (LoadTrail trail = LoadTrail.current(); trail != null; trail = trail.outer()) {
            if (trail.load() instanceof Entry load && load.belongsTo(this) && load.keys.contains(key)) {
                throw new RecursiveLoadException(key);
            }
        }
    }

    /** The flights that cannot land before the work of this trail is done. */
    List<InFlight> flights(@Nullable LoadTrail innermost) {
        if (innermost == null) {
            return List.of();
        }
        List<InFlight> flights = new ArrayList<>();
        for (LoadTrail trail = innermost; trail != null; trail = trail.outer()) {
            if (trail.load() instanceof Entry load && load.belongsTo(this)) {
                flights.addAll(load.flights);
            }
        }
        return flights;
    }

    /** A load of these keys, which those who joined its flights wait for; there are none for a load past the cache. */
    public Entry load(Collection<CacheKey> keys, Collection<InFlight> flights) {
        return new Entry(this, keys, flights);
    }

    /** A load while it lasts. Work that outlives it and still carries its trail is no longer part of it. */
    public static final class Entry {

        private final LoadStack owner;
        private final Collection<CacheKey> keys;
        private final Collection<InFlight> flights;
        private volatile boolean over;

        private Entry(LoadStack owner, Collection<CacheKey> keys, Collection<InFlight> flights) {
            this.owner = owner;
            this.keys = List.copyOf(keys);
            this.flights = List.copyOf(flights);
        }

        private boolean belongsTo(LoadStack asking) {
            return owner == asking && !over;
        }

        /** Binds this load to the current thread, inside those that the thread works for already. */
        public LoadTrail.Scope enter() {
            return LoadTrail.enter(new LoadTrail(this, LoadTrail.current()));
        }

        public void end() {
            over = true;
        }
    }
}
