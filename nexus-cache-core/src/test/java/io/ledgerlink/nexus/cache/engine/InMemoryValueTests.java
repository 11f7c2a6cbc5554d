package io.ledgerlink.nexus.cache.engine;

class InMemoryValueTests extends ValueConformance {

    InMemoryValueTests() {
        super(Remote.inMemory());
    }
}
