package io.ledgerlink.nexus.cache.engine;

class RedisStatusTests extends StatusConformance {

    RedisStatusTests() {
        super(Remote.redis());
    }
}
