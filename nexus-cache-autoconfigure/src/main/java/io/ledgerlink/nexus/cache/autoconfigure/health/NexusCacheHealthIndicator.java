package io.ledgerlink.nexus.cache.autoconfigure.health;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Says how the cache stands with the remote tier.
 *
 * <p>It is always up: without the remote tier callers are served by the local one and the sources, so an instance that is
 * taken out of service for it would only make matters worse.
 */
final class NexusCacheHealthIndicator implements HealthIndicator {

    private final NexusCache cache;

    NexusCacheHealthIndicator(NexusCache cache) {
        this.cache = cache;
    }

    @Override
    public Health health() {
        BusStatistics bus = cache.busStatistics();
        return Health.up()
                .withDetail("connected", bus.connected())
                .withDetail(
                        "serving",
                        bus.connected() ? "local and remote tier" : "local tier and sources, without the remote tier")
                .withDetail("breaker", bus.breakerOpen() ? "open" : "closed")
                .withDetail("epochs", bus.epochs())
                .withDetail("pendingScopes", bus.pendingScopes())
                .build();
    }
}
