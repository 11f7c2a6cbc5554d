package io.ledgerlink.nexus.cache.wiring;

import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Policies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one instance is made of.
 *
 * @param journal keeps evictions of transactions durably, where that is wanted
 */
public record Blueprint(
        Identity identity,
        RemoteTier remote,
        Times times,
        Settings settings,
        Policies policies,
        Platform platform,
        Threads threads,
        @Nullable JournalKeeper journal) {

    /** Who it is among the instances of its application, and how that writes keys. */
    public record Identity(String instance, KeyText text, Scopes scopes) {}

    /**
     * How long things may take.
     *
     * @param remote how long a call waits for the remote tier, over all its round trips
     * @param close how long close waits for each kind of what is under way
     */
    public record Times(Duration remote, Duration close) {}

    /** How the parts behave that no policy of a single cache says. */
    public record Settings(BusSettings bus, BreakerSettings breaker, FleetSettings fleet) {}
}
