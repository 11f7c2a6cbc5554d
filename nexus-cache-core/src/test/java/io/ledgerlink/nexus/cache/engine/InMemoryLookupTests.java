package io.ledgerlink.nexus.cache.engine;

class InMemoryLookupTests extends LookupConformance {

    InMemoryLookupTests() {
        super(Remote.inMemory());
    }
}
