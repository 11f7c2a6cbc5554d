package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;

/** Connects a cache with the other instances. */
@FunctionalInterface
interface RemoteConnection {

    void connect(NexusCacheBuilder builder);
}
