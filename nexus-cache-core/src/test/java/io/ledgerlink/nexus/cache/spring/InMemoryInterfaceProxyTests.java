package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;

class InMemoryInterfaceProxyTests extends CacheAnnotationConformance {

    private final InMemoryRemote remote = new InMemoryRemote();

    @Override
    RemoteTier tier(String channel) {
        return remote.connect();
    }

    @Override
    Class<?> caching() {
        return ByInterface.class;
    }
}
