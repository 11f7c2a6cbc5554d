package io.ledgerlink.nexus.cache.engine;

class InMemoryLagTests extends LagConformance {

    InMemoryLagTests() {
        super(Remote.inMemory());
    }
}
