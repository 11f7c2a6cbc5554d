package io.ledgerlink.nexus.cache.engine;

class RedisLagTests extends LagConformance {

    RedisLagTests() {
        super(Remote.redis());
    }
}
