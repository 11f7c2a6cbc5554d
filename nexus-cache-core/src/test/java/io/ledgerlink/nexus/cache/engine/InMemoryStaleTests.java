package io.ledgerlink.nexus.cache.engine;

class InMemoryStaleTests extends StaleConformance {

    InMemoryStaleTests() {
        super(Remote.inMemory());
    }
}
