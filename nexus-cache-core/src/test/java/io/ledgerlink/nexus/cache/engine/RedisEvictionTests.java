package io.ledgerlink.nexus.cache.engine;

class RedisEvictionTests extends EvictionConformance {

    RedisEvictionTests() {
        super(Remote.redis());
    }
}
