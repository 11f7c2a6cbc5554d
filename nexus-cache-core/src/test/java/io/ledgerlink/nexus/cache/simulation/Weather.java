package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.bus.BusSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which faults a run has, and how many.
 *
 * <p>Every run has weather of its own, so that what one fault does is seen by itself as well as among others.
 *
 * @param faults how many in a thousand steps are faults
 * @param kinds the faults to draw from, frequent ones more than once
 * @param losing how many messages in a hundred are lost
 * @param doubling how many come twice
 * @param overtaking how many come before others
 * @param anyOrder whether commands and replies keep no order, as over several connections
 * @param leaps how many in a hundred passes of time are long
 * @param failingSources how many loads in a hundred fail
 */
record Weather(
        int faults,
        List<Fault> kinds,
        int losing,
        int doubling,
        int overtaking,
        boolean anyOrder,
        int leaps,
        int failingSources,
        Duration ttl,
        Duration staleFor,
        Duration maxUnconfirmed,
        int memory,
        int queue) {

    /** What can happen to the server, to a connection, or to an instance. */
    enum Fault {
        DISCONNECT,
        UNSUBSCRIBE,
        OUTAGE,
        FREEZE,
        FLUSH,
        LOSE_A_KEY,
        FAIL_OVER,
        FAIL_OVER_TO_A_LAGGING_CLOCK,
        RESTART,
        DEATH,
        CLOSE,
        FORGET_SCOPES
    }

    /** Everything arrives, once and in order. */
    static final Weather CALM =
            new Weather(0, List.of(), 0, 0, 0, false, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

    static Weather of(World world) {
        return new Weather(
                world.below(60),
                kinds(world),
                some(world, 3, 10),
                some(world, 4, 10),
                some(world, 3, 30),
                world.chance(30),
                some(world, 3, 10),
                some(world, 4, 10),
                world.oneOf(List.of(Duration.ofSeconds(20), Duration.ofMinutes(5))),
                world.oneOf(List.of(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1))),
                world.oneOf(
                        List.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30), CachePolicy.UNLIMITED)),
                world.chance(20) ? 4 : 1_000,
                world.chance(20) ? 5 : 1_000);
    }

    private static List<Fault> kinds(World world) {
        List<Fault> kinds = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (int i = some(world, 3, 5); i > 0; i--) {
                kinds.add(fault);
            }
        }
        return kinds;
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
