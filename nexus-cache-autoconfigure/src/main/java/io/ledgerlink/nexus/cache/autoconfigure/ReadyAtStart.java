package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.NexusCache;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Lets the application start with its remote tier: waits when all other beans are made, for Redis is asked meanwhile. */
record ReadyAtStart(NexusCache cache, Duration atMost) implements SmartInitializingSingleton {

    @Override
    public void afterSingletonsInstantiated() {
        try {
            cache.awaitReady(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
