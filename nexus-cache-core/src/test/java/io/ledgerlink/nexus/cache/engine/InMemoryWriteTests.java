package io.ledgerlink.nexus.cache.engine;

class InMemoryWriteTests extends WriteConformance {

    InMemoryWriteTests() {
        super(Remote.inMemory());
    }
}
