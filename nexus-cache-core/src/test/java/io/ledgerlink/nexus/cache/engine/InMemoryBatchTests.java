package io.ledgerlink.nexus.cache.engine;

class InMemoryBatchTests extends BatchConformance {

    InMemoryBatchTests() {
        super(Remote.inMemory());
    }
}
