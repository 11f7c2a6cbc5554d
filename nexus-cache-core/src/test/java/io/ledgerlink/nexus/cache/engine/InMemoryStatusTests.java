package io.ledgerlink.nexus.cache.engine;

class InMemoryStatusTests extends StatusConformance {

    InMemoryStatusTests() {
        super(Remote.inMemory());
    }
}
