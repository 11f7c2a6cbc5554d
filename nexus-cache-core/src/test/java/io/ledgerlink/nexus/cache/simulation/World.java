package io.ledgerlink.nexus.cache.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What everything in one run shares: its randomness, its time, its actors, and the list of its steps. */
final class World {

    /** How long a call waits for the remote tier. */
    static final Duration DEADLINE = Duration.ofMillis(250);

    private final SplittableRandom random;
    private final List<Actor> actors = new ArrayList<>();
    private final @Nullable List<String> told;
    private volatile long nanos = Duration.ofHours(1).toNanos();
    private @Nullable String violation;
    private long steps;
    private boolean calm;

    World(long seed, boolean telling) {
        this.random = new SplittableRandom(seed);
        this.told = telling ? new ArrayList<>() : null;
    }

    long nanos() {
        return nanos;
    }

    void pass(long micros) {
        nanos += micros * 1000;
    }

    void passUntil(long instant) {
        nanos = Math.max(nanos, instant);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from 0 up to 1, without it. */
    double share() {
        return random.nextDouble();
    }

    boolean chance(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /** Whether nothing goes wrong, and what happens happens in order. */
    void calm(boolean value) {
        calm = value;
    }

    boolean isCalm() {
        return calm;
    }

    List<Actor> actors() {
        return actors;
    }

    Actor begin(String name, Runnable work) {
        Actor actor = new Actor(name, work);
        actors.add(actor);
        return actor;
    }

    /** Lets others have a turn, now and then. */
    void breathe(int percent) {
        Actor actor = Actor.current();
        if (actor != null && !calm && chance(percent)) {
            actor.pause(() -> true, Actor.NEVER);
        }
    }

    boolean telling() {
        return told != null;
    }

    void tell(String step) {
        if (told != null) {
            told.add("%9.3f s  %s".formatted((nanos - Duration.ofHours(1).toNanos()) / 1e9, step));
        }
    }

    List<String> told() {
        return told == null ? List.of() : told;
    }

    void count() {
        steps++;
    }

    long steps() {
        return steps;
    }

    /** Only the first one counts: what comes after may be its consequence. */
    void violated(String what) {
        if (violation == null) {
            violation = what;
            tell("VIOLATION: " + what);
        }
    }

    @Nullable String violation() {
        return violation;
    }
}
