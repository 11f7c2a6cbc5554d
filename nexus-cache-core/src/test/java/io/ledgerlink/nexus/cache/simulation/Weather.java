package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Load;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which faults a run has, and how many.
 *
 * <p>Every run has weather of its own, so that what one fault does is seen by itself as well as among others.
 *
 * @param faults how many in a thousand steps are faults
 * @param kinds the faults to draw from, frequent ones more than once
 * @param mending how many in a hundred moves may bring back what is away
 * @param losing how many messages in a hundred are lost
 * @param doubling how many come twice
 * @param overtaking how many come before others
 * @param anyOrder whether commands and replies keep no order, as over several connections
 * @param pace how many in a hundred steps let time pass
 * @param leaps how many in a hundred passes of time are long
 * @param failingSources how many loads in a hundred fail
 * @param memory how many scopes the journal and the memory of the recent may hold each
 * @param queue how many messages may wait to be taken in
 * @param firstQuestion what is asked most, and what follows it less
 * @param questions how many different ones are asked
 * @param evictions how many of a hundred acts are evictions
 * @param transactions how many of a hundred writes are made in a transaction
 * @param async how many of a hundred calls are asynchronous
 * @param steps how long it lasts
 * @param jitter percent of the ttl by which entries may be shortened
 * @param ending the caches whose entries have no stale time, whatever the others have
 * @param load how long a call waits for a load
 * @param backoff how long a source is spared that has failed
 * @param refreshes how many of a hundred calls want a load again
 * @param puts how many of a hundred writes put what they have written, instead of evicting it
 * @param fleet whether one instance loads for all
 * @param slowSources how many loads in a hundred take long once they have read
 */
record Weather(
        int faults,
        List<Fault> kinds,
        int mending,
        int losing,
        int doubling,
        int overtaking,
        boolean anyOrder,
        int pace,
        int leaps,
        int failingSources,
        Duration ttl,
        Duration staleFor,
        Duration maxUnconfirmed,
        int memory,
        int queue,
        int firstQuestion,
        int questions,
        int evictions,
        int transactions,
        int async,
        int steps,
        int jitter,
        EarlyRefresh earlyRefresh,
        List<String> ending,
        Load load,
        Duration backoff,
        int refreshes,
        int puts,
        int slowSources,
        boolean fleet) {

    /** What can happen to the server, to a connection, or to an instance. */
    enum Fault {
        DISCONNECT,
        UNSUBSCRIBE,
        OUTAGE,
        FREEZE,
        STALL,
        FLUSH,
        LOSE_KEYS,
        FAIL_OVER,
        FAIL_OVER_TO_A_LAGGING_CLOCK,
        FAIL_OVER_OF_ONE_NODE,
        RESTART,
        DEATH,
        CLOSE,
        FORGET_SCOPES
    }

    /** Longer than a run, unless time leaps. */
    private static final List<Duration> LONG_LIVES = List.of(Duration.ofSeconds(20), Duration.ofMinutes(5));

    private static final List<Duration> SHORT_LIVES = List.of(Duration.ofMillis(300), Duration.ofSeconds(2));

    private static final List<Duration> STALE_TIMES =
            List.of(Duration.ZERO, Duration.ofSeconds(2), Duration.ofMinutes(1));

    private static final List<EarlyRefresh> EARLY =
            List.of(EarlyRefresh.never(), EarlyRefresh.probabilistic(), EarlyRefresh.after(50));

    /** Everything arrives, once and in order. */
    static final Weather CALM = new Weather(
            0,
            List.of(),
            100,
            0,
            0,
            0,
            false,
            0,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            EarlyRefresh.never(),
            List.of(),
            Load.unbounded(),
            Duration.ZERO,
            0,
            0,
            0,
            false);

    /** Weather at random, or what a focus makes of it. */
    static Weather of(World world, @Nullable Focus focus) {
        List<Fault> kinds = kinds(world);
        boolean ages = world.chance(30);
        return new Weather(
                world.oneOf(ages ? List.of(0, 3, 10) : List.of(3, 10, 30, 60)),
                focus == null ? kinds : focus.faults(),
                world.oneOf(List.of(1, 3, 10, 30)),
                some(world, focus == Focus.LOST_MESSAGES ? 1 : 3, 10),
                some(world, 4, 10),
                some(world, 3, 30),
                world.chance(30),
                1 + world.below(15),
                some(world, 3, 10),
                some(world, 4, 10),
                world.oneOf(ages ? SHORT_LIVES : LONG_LIVES),
                world.oneOf(ages ? STALE_TIMES : List.of(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1))),
                world.oneOf(
                        List.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30), CachePolicy.UNLIMITED)),
                world.chance(20) ? 4 : 1_000,
                world.chance(20) ? 5 : 1_000,
                world.below(Question.ALL.size()),
                world.oneOf(
                        ages || (focus != null && focus.fewQuestions())
                                ? List.of(1, 2)
                                : List.of(1, 2, 4, 8, Question.ALL.size())),
                world.oneOf(List.of(4, 10, 20, 40)),
                some(world, 2, 40),
                some(world, 3, 40),
                world.oneOf(List.of(300, 600, 1_000)),
                world.oneOf(List.of(0, 0, 0, 20)),
                ages || world.chance(33) ? world.oneOf(EARLY) : EarlyRefresh.never(),
                world.oneOf(List.of(List.of(), List.of(), List.of("ledger"), List.of("totals", "rates"))),
                new Load(
                        world.oneOf(List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(300))),
                        world.oneOf(List.of(
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ZERO,
                                Duration.ofMillis(200),
                                Duration.ofSeconds(2)))),
                world.oneOf(List.of(
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5))),
                some(world, 4, 20),
                some(world, focus == Focus.LATE_PUTS ? 1 : 4, 60),
                some(world, 3, 50),
                world.chance(30));
    }

    private static List<Fault> kinds(World world) {
        List<Fault> all = List.of(Fault.values());
        if (world.chance(40)) {
            return List.of(world.oneOf(all));
        }
        List<Fault> kinds = new ArrayList<>();
        for (Fault fault : all) {
            for (int i = some(world, 3, 5); i > 0; i--) {
                kinds.add(fault);
            }
        }
        return kinds;
    }

    private static int some(World world, int oneIn, int most) {
        return world.below(oneIn) == 0 ? 1 + world.below(most) : 0;
    }

    /** How caches keep their entries that have no policy of their own. */
    CachePolicy policy() {
        return CachePolicy.defaults()
                .withTtl(ttl)
                .withJitter(jitter)
                .withEarlyRefresh(earlyRefresh)
                .withStaleFor(staleFor)
                .withMaxUnconfirmed(maxUnconfirmed)
                .withLoad(load)
                .withFailureBackoff(backoff)
                .withCoalesce(fleet ? Coalesce.FLEET : Coalesce.INSTANCE);
    }

    /** The policies of those that have. */
    Map<String, CachePolicy> policies() {
        return ending.stream()
                .collect(Collectors.toMap(Function.identity(), cache -> policy().withStaleFor(Duration.ZERO)));
    }

    Duration staleFor(Question question) {
        return ending.contains(question.key().cache()) ? Duration.ZERO : staleFor;
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
