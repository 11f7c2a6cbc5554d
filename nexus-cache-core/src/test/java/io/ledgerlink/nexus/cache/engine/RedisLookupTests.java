package io.ledgerlink.nexus.cache.engine;

class RedisLookupTests extends LookupConformance {

    RedisLookupTests() {
        super(Remote.redis());
    }
}
