package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import org.junit.jupiter.api.BeforeEach;

class InMemoryStaleSetTests extends StaleSetConformance {

    private final InMemoryRemote remote = new InMemoryRemote();

    @BeforeEach
    void flush() {
        remote.flush();
    }

    @Override
    RemoteTier tier(String channel) {
        return remote.connect();
    }
}
