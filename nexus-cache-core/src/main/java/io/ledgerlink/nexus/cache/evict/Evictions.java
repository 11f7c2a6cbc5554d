package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.Purge;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.function.Consumer;

/** Names the scopes that an eviction stamps, and hands them to the bus, or to the transaction around the call. */
public final class Evictions implements CacheEvictor {

    private final Scopes scopes;
    private final Bus bus;
    private final RemoteAccess remote;
    private final KeyText text;
    private final InTransaction transaction;
    private final InTransaction.Execution execution;

    public Evictions(
            Scopes scopes,
            Bus bus,
            RemoteAccess remote,
            KeyText text,
            InTransaction transaction,
            InTransaction.Execution execution) {
        this.scopes = scopes;
        this.bus = bus;
        this.remote = remote;
        this.text = text;
        this.transaction = transaction;
        this.execution = execution;
    }

    @Override
    public EvictionReceipt evictAll() {
        return stamp(batch().all());
    }

    @Override
    public EvictionReceipt evictCache(String cache) {
        return stamp(batch().cache(cache));
    }

    @Override
    public EvictionReceipt evictTenant(Object tenant) {
        return stamp(batch().tenant(tenant));
    }

    @Override
    public EvictionReceipt evictRegion(Object tenant, String cache) {
        return stamp(batch().region(tenant, cache));
    }

    @Override
    public EvictionReceipt evictShared(String cache) {
        return stamp(batch().shared(cache));
    }

    @Override
    public EvictionReceipt evictQuery(CacheKey key) {
        return stamp(batch().query(key));
    }

    @Override
    public EvictionReceipt evictTag(Object tenant, String tag) {
        return stamp(batch().tag(tenant, tag));
    }

    @Override
    public EvictionReceipt evict(Consumer<Batch> named) {
        ScopeBatch batch = batch();
        named.accept(batch);
        return stamp(batch);
    }

    @Override
    public Purge purge() {
        return new Purging(remote.tier(), text, remote.timeout());
    }

    @Override
    public void addListener(EvictionListener listener) {
        bus.addListener(listener);
    }

    @Override
    public void removeListener(EvictionListener listener) {
        bus.removeListener(listener);
    }

    private ScopeBatch batch() {
        return new ScopeBatch(scopes);
    }

    private EvictionReceipt stamp(ScopeBatch batch) {
        DeferredEvictions deferral = transaction.join(execution);
        return deferral != null ? deferral.evict(batch) : bus.evict(batch.scopes());
    }
}
