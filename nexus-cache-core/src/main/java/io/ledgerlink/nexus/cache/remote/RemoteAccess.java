package io.ledgerlink.nexus.cache.remote;

import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import java.time.Duration;

/**
 * How one instance uses its remote tier.
 *
 * @param clock the server's, as far as replies have told it
 * @param timeout how long a call waits, over all its round trips
 * @param breaker when the remote tier is given up on
 */
public record RemoteAccess(RemoteTier tier, ServerClock clock, Duration timeout, BreakerSettings breaker) {}
