package io.ledgerlink.nexus.cache.engine;

class RedisStaleTests extends StaleConformance {

    RedisStaleTests() {
        super(Remote.redis());
    }
}
