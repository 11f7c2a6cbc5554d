package io.ledgerlink.nexus.cache.engine;

class RedisValueTests extends ValueConformance {

    RedisValueTests() {
        super(Remote.redis());
    }
}
