package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.UUID;
import java.util.function.Consumer;

/** How scopes are named in stamps and messages: what an evictor of the same prefix answers, so that no name is built twice. */
final class ScopeNames implements AutoCloseable {

    private final NexusCache apart;

    ScopeNames(String prefix) {
        this.apart = NexusCacheBuilder.named(prefix)
                .inMemory(new InMemoryRemote())
                .threads(new CallersThread())
                .storing(new CallersThread.Stores())
                .channel(UUID.randomUUID().toString())
                .build();
    }

    String tag(Object tenant, String tag) {
        return name(batch -> batch.tag(tenant, tag));
    }

    String tenant(Object tenant) {
        return name(batch -> batch.tenant(tenant));
    }

    String region(Object tenant, String cache) {
        return name(batch -> batch.region(tenant, cache));
    }

    String cache(String cache) {
        return name(batch -> batch.cache(cache));
    }

    String shared(String cache) {
        return name(batch -> batch.shared(cache));
    }

    String query(CacheKey key) {
        return name(batch -> batch.query(key));
    }

    String all() {
        return name(Batch::all);
    }

    private String name(Consumer<Batch> scope) {
        return apart.evictor().evict(scope).stamps().get(0).scope();
    }

    @Override
    public void close() {
        apart.close();
    }
}
