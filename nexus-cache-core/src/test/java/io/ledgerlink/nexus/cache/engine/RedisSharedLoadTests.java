package io.ledgerlink.nexus.cache.engine;

class RedisSharedLoadTests extends SharedLoadConformance {

    RedisSharedLoadTests() {
        super(Remote.redis());
    }
}
