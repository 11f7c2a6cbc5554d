package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.Purge;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Names the scopes that an eviction stamps, and hands them to the bus. */
final class Evictions implements CacheEvictor {

    /** More scopes of one tenant than this become the tenant, more scopes in all than this become everything. */
    private static final int COLLAPSE_TENANT = 1_000;

    private static final int COLLAPSE_ALL = 10_000;

    private final Scopes scopes;
    private final Bus bus;
    private final RemoteTier remote;
    private final KeyText text;
    private final Duration timeout;

    Evictions(Scopes scopes, Bus bus, RemoteTier remote, KeyText text, Duration timeout) {
        this.scopes = scopes;
        this.bus = bus;
        this.remote = remote;
        this.text = text;
        this.timeout = timeout;
    }

    @Override
    public EvictionReceipt evictAll() {
        return bus.evict(List.of(scopes.all()));
    }

    @Override
    public EvictionReceipt evictCache(String cache) {
        return bus.evict(List.of(scopes.cache(cache)));
    }

    @Override
    public EvictionReceipt evictTenant(Object tenant) {
        return bus.evict(List.of(scopes.tenant(TenantName.of(tenant))));
    }

    @Override
    public EvictionReceipt evictRegion(Object tenant, String cache) {
        return bus.evict(List.of(scopes.region(TenantName.of(tenant), cache)));
    }

    @Override
    public EvictionReceipt evictShared(String cache) {
        return bus.evict(List.of(scopes.region(null, cache)));
    }

    @Override
    public EvictionReceipt evictQuery(CacheKey key) {
        return bus.evict(List.of(scopes.query(key)));
    }

    @Override
    public EvictionReceipt evictTag(Object tenant, String tag) {
        return bus.evict(List.of(scopes.tag(TenantName.of(tenant), tag)));
    }

    @Override
    public EvictionReceipt evict(Consumer<Batch> named) {
        Collected batch = new Collected();
        named.accept(batch);
        return bus.evict(batch.collapsed());
    }

    @Override
    public Purge purge() {
        return new Purging(remote, text, timeout);
    }

    @Override
    public void addListener(EvictionListener listener) {
        bus.addListener(listener);
    }

    @Override
    public void removeListener(EvictionListener listener) {
        bus.removeListener(listener);
    }

    /** The distinct scopes of a batch, those of one tenant together. */
    private final class Collected implements Batch {

        private final Set<Scope> others = new LinkedHashSet<>();
        private final Map<String, Set<Scope>> ofTenants = new LinkedHashMap<>();

        @Override
        public Batch all() {
            others.add(scopes.all());
            return this;
        }

        @Override
        public Batch cache(String cache) {
            others.add(scopes.cache(cache));
            return this;
        }

        @Override
        public Batch shared(String cache) {
            others.add(scopes.region(null, cache));
            return this;
        }

        @Override
        public Batch tenant(Object tenant) {
            String name = TenantName.of(tenant);
            return add(name, scopes.tenant(name));
        }

        @Override
        public Batch region(Object tenant, String cache) {
            String name = TenantName.of(tenant);
            return add(name, scopes.region(name, cache));
        }

        @Override
        public Batch query(CacheKey key) {
            String tenant = key.tenant();
            if (tenant == null) {
                others.add(scopes.query(key));
                return this;
            }
            return add(tenant, scopes.query(key));
        }

        @Override
        public Batch tag(Object tenant, String tag) {
            String name = TenantName.of(tenant);
            return add(name, scopes.tag(name, tag));
        }

        private Batch add(String tenant, Scope scope) {
            Set<Scope> ofTenant = ofTenants.computeIfAbsent(tenant, unknown -> new LinkedHashSet<>());
            Scope whole = scopes.tenant(tenant);
            if (!ofTenant.contains(whole)) {
                ofTenant.add(scope);
            }
            if (ofTenant.contains(whole) || ofTenant.size() > COLLAPSE_TENANT) {
                ofTenant.clear();
                ofTenant.add(whole);
            }
            return this;
        }

        private Collection<Scope> collapsed() {
            Set<Scope> collapsed = new LinkedHashSet<>(others);
            ofTenants.values().forEach(collapsed::addAll);
            return others.contains(scopes.all()) || collapsed.size() > COLLAPSE_ALL ? List.of(scopes.all()) : collapsed;
        }
    }
}
