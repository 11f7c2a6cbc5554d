package io.ledgerlink.nexus.cache.assembly;

import static io.ledgerlink.nexus.cache.assembly.OffCache.NOTHING_TO_EVICT;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.Purge;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** The evictor of a cache that is switched off: there is nothing to evict, and nobody to tell. */
final class OffEvictor implements CacheEvictor {

    @Override
    public EvictionReceipt evictAll() {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictCache(String cache) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictTenant(Object tenant) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictRegion(Object tenant, String cache) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictShared(String cache) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictQuery(CacheKey key) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evictTag(Object tenant, String tag) {
        return NOTHING_TO_EVICT;
    }

    @Override
    public EvictionReceipt evict(Consumer<Batch> scopes) {
        scopes.accept(new OffBatch());
        return NOTHING_TO_EVICT;
    }

    @Override
    public Purge purge() {
        return new OffPurge();
    }

    @Override
    public void addListener(EvictionListener listener) {}

    @Override
    public void removeListener(EvictionListener listener) {}

    private static final class OffBatch implements Batch {

        @Override
        public Batch all() {
            return this;
        }

        @Override
        public Batch cache(String cache) {
            return this;
        }

        @Override
        public Batch tenant(Object tenant) {
            return this;
        }

        @Override
        public Batch region(Object tenant, String cache) {
            return this;
        }

        @Override
        public Batch shared(String cache) {
            return this;
        }

        @Override
        public Batch query(CacheKey key) {
            return this;
        }

        @Override
        public Batch tag(Object tenant, String tag) {
            return this;
        }
    }

    private static final class OffPurge implements Purge {

        @Override
        public long all() {
            return 0;
        }

        @Override
        public long cache(String cache) {
            return 0;
        }

        @Override
        public long tenant(Object tenant) {
            return 0;
        }

        @Override
        public long region(Object tenant, String cache) {
            return 0;
        }

        @Override
        public long shared(String cache) {
            return 0;
        }

        @Override
        public Purge reporting(LongPredicate progress) {
            return this;
        }
    }
}
