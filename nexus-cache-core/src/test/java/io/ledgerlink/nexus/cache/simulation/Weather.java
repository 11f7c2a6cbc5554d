package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.bus.BusSettings;
import java.time.Duration;
import java.util.List;

/**
 * Which faults a run has, and how many: in percent, or per thousand steps.
 *
 * <p>Every run has weather of its own, so that what one fault does is seen by itself as well as among others.
 */
record Weather(
        int losing,
        int doubling,
        int overtaking,
        boolean anyOrder,
        int cuts,
        int outages,
        int freezes,
        int flushes,
        int forgetting,
        int failOvers,
        boolean clockLags,
        int restarts,
        int deaths,
        int scopesForgotten,
        int leaps,
        int failingSources,
        Duration ttl,
        Duration staleFor,
        Duration maxUnconfirmed,
        int memory,
        int queue) {

    static final Weather CALM = new Weather(
            0, 0, 0, false, 0, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

    static Weather of(World world) {
        return new Weather(
                some(world, 3, 10),
                some(world, 4, 10),
                some(world, 3, 30),
                world.chance(30),
                some(world, 2, 12),
                some(world, 4, 4),
                some(world, 4, 4),
                some(world, 5, 3),
                some(world, 3, 20),
                some(world, 3, 4),
                world.chance(50),
                some(world, 5, 3),
                some(world, 3, 5),
                some(world, 2, 20),
                some(world, 3, 8),
                some(world, 4, 10),
                world.oneOf(List.of(Duration.ofSeconds(20), Duration.ofMinutes(5))),
                world.oneOf(List.of(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1))),
                world.oneOf(
                        List.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30), CachePolicy.UNLIMITED)),
                world.chance(20) ? 4 : 1_000,
                world.chance(20) ? 5 : 1_000);
    }

    private static int some(World world, int oneIn, int most) {
        return world.below(oneIn) == 0 ? 1 + world.below(most) : 0;
    }

    CachePolicy policy() {
        return CachePolicy.defaults().withTtl(ttl).withStaleFor(staleFor).withMaxUnconfirmed(maxUnconfirmed);
    }

    BusSettings settings() {
        BusSettings usual = BusSettings.defaults();
        return new BusSettings(
                usual.beat(),
                usual.gap(),
                usual.timeout(),
                usual.wideInterval(),
                usual.recentWindow(),
                queue,
                memory,
                usual.stampLife(),
                false);
    }
}
