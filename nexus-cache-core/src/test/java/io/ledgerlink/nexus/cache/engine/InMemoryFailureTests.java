package io.ledgerlink.nexus.cache.engine;

class InMemoryFailureTests extends FailureConformance {

    InMemoryFailureTests() {
        super(Remote.inMemory());
    }
}
