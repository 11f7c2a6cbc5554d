package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;

/** Connects a cache with the other instances. */
interface RemoteConnection {

    /** Whether other applications may be connected to the same place. */
    boolean needsName();

    void connect(NexusCacheBuilder builder);
}
