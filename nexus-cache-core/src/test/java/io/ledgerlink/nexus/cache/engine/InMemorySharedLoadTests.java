package io.ledgerlink.nexus.cache.engine;

class InMemorySharedLoadTests extends SharedLoadConformance {

    InMemorySharedLoadTests() {
        super(Remote.inMemory());
    }
}
