package io.ledgerlink.nexus.cache.engine;

class RedisWriteTests extends WriteConformance {

    RedisWriteTests() {
        super(Remote.redis());
    }
}
