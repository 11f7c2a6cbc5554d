package io.ledgerlink.nexus.cache.engine;

class RedisBatchTests extends BatchConformance {

    RedisBatchTests() {
        super(Remote.redis());
    }
}
