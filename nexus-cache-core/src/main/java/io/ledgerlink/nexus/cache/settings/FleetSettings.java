package io.ledgerlink.nexus.cache.settings;

import java.time.Duration;

/**
 * How instances wait for each other's loads.
 *
 * @param lease how long the right to load a key outlives the instance that has it; renewed after a third of it
 * @param look how often one who waits looks for itself whether the load has ended or its instance has died: a message tells it
 *     of the end as a rule
 * @param longest how long a call waits for the loads of other instances before it loads for itself, where it is not bounded
 *     otherwise
 */
public record FleetSettings(Duration lease, Duration look, Duration longest) {

    public static FleetSettings defaults() {
        return new FleetSettings(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }
}
