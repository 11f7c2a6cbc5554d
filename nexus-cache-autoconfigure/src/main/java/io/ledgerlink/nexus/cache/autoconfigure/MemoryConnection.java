package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;

/** Connects the cache over a store in memory, as a test's. */
record MemoryConnection(InMemoryRemote store) implements RemoteConnection {

    @Override
    public boolean needsName() {
        return false;
    }

    @Override
    public void connect(NexusCacheBuilder builder) {
        builder.inMemory(store);
    }
}
