package io.ledgerlink.nexus.cache.engine;

class RedisPreparedTests extends PreparedConformance {

    RedisPreparedTests() {
        super(Remote.redis());
    }
}
