package io.ledgerlink.nexus.cache.context.micrometer;

import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * Carries all that a {@code ThreadLocalAccessor} is registered for: observation, security, MDC, whatever the application
 * adds.
 *
 * <p>Safe for use by many threads. A transaction stays behind, for nothing registers an accessor for it.
 *
 * @since 0.1
 */
public final class SnapshotCarrier implements ContextCarrier {

    private final ContextSnapshotFactory snapshots;

    /** Carries what the global registry knows. */
    public SnapshotCarrier() {
        this(ContextSnapshotFactory.builder().clearMissing(true).build());
    }

    public SnapshotCarrier(ContextSnapshotFactory snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public CapturedContext capture() {
        return snapshots.captureAll()::wrap;
    }
}
