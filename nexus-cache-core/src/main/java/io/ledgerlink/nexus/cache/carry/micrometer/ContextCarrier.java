package io.ledgerlink.nexus.cache.carry.micrometer;

import io.ledgerlink.nexus.cache.carry.Carrier;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * Carries all that a {@code ThreadLocalAccessor} is registered for: observation, security, MDC, whatever the application
 * adds.
 *
 * <p>Safe for use by many threads. A transaction stays behind, for nothing registers an accessor for it.
 *
 * @since 0.1
 */
public final class ContextCarrier implements Carrier {

    private final ContextSnapshotFactory snapshots;

    /** Carries what the global registry knows. */
    public ContextCarrier() {
        this(ContextSnapshotFactory.builder().clearMissing(true).build());
    }

    public ContextCarrier(ContextSnapshotFactory snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Luggage capture() {
        return snapshots.captureAll()::wrap;
    }
}
