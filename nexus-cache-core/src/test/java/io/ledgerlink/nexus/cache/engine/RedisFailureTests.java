package io.ledgerlink.nexus.cache.engine;

class RedisFailureTests extends FailureConformance {

    RedisFailureTests() {
        super(Remote.redis());
    }
}
