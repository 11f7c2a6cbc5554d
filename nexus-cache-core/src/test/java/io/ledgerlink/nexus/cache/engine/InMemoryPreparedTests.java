package io.ledgerlink.nexus.cache.engine;

class InMemoryPreparedTests extends PreparedConformance {

    InMemoryPreparedTests() {
        super(Remote.inMemory());
    }
}
