package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.simulation.Simulation.Played;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Plays seeds until one fails. */
final class Seeds {

    private static final int STEPS_SHOWN = 400;

    /** How many seeds and steps were played, and the first that failed. */
    record Report(
            long seeds,
            long steps,
            @Nullable Played failure,
            @Nullable Focus focus) {

        /** The steps that led to the violation, and how to play them again. */
        String story() {
            Played failed = Objects.requireNonNull(failure);
            List<String> told =
                    Simulation.play(failed.seed(), true, name(focus)).told();
            return "Seed " + failed.seed() + ": " + failed.violation() + "\nPlay it again with -Dnexus.simulation.seed="
                    + failed.seed() + (focus == null ? "" : " -Dnexus.simulation.focus=" + focus) + "\n"
                    + String.join("\n", told.subList(Math.max(0, told.size() - STEPS_SHOWN), told.size()));
        }
    }

    private Seeds() {}

    static Report play(long first, int count, @Nullable Focus focus) {
        AtomicLong seeds = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        Optional<Played> failure = LongStream.range(first, first + count)
                .parallel()
                .mapToObj(seed -> Simulation.play(seed, false, name(focus)))
                .peek(outcome -> {
                    seeds.incrementAndGet();
                    steps.addAndGet(outcome.steps());
                })
                .filter(outcome -> outcome.violation() != null)
                .findFirst();
        return new Report(seeds.get(), steps.get(), failure.orElse(null), focus);
    }

    private static @Nullable String name(@Nullable Focus focus) {
        return focus == null ? null : focus.name();
    }
}
