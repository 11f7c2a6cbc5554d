package io.ledgerlink.nexus.cache.engine;

class InMemoryEvictionTests extends EvictionConformance {

    InMemoryEvictionTests() {
        super(Remote.inMemory());
    }
}
