package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/** What an instance counts, and how the counts of several are put together. */
enum Count {
    CALLS(Long::sum),
    HIT_LOCAL(Long::sum),
    HIT_REMOTE(Long::sum),
    STALE(Long::sum),
    MISS(Long::sum),
    BYPASS(Long::sum),
    /** Answers of ways to ask that do not say where they are from. */
    UNTOLD(Long::sum),
    CONFIRMED(Long::sum),
    PENDING(Long::sum),
    /** Evictions that were pending and had been delivered by now. */
    DELIVERED(Long::sum),
    EPOCHS(Long::sum),
    REMOTE_FAILURES(Long::sum),
    /** Answers older than an earlier one, before the instance had seen the eviction between them. */
    UNEVICTED(Long::sum),
    ERRORS(Long::sum),
    VIOLATIONS(Long::sum),
    STALEST_NANOS(Math::max),
    /** The longest staleness over its bound, in millionths. */
    STALENESS(Math::max),
    SLOWEST_NANOS(Math::max);

    private final LongBinaryOperator together;

    Count(LongBinaryOperator together) {
        this.together = together;
    }

    /** Counts of one kind or another. Safe for use by many threads. */
    static final class Tally {

        private final Map<Count, LongAccumulator> counts = new EnumMap<>(Count.class);

        Tally() {
            for (Count count : values()) {
                counts.put(count, new LongAccumulator(count.together, 0));
            }
        }

        void add(Count count, long more) {
            of(count).accumulate(more);
        }

        void add(Count count) {
            add(count, 1);
        }

        long get(Count count) {
            return of(count).get();
        }

        private LongAccumulator of(Count count) {
            return Objects.requireNonNull(counts.get(count));
        }

        void addAll(Tally other) {
            for (Count count : values()) {
                add(count, other.get(count));
            }
        }

        /** One line that {@link #parse} reads. */
        String line() {
            return Arrays.stream(values())
                    .map(count -> Long.toString(get(count)))
                    .collect(Collectors.joining(" "));
        }

        static Tally parse(String line) {
            Tally tally = new Tally();
            String[] numbers = line.split(" ", -1);
            for (Count count : values()) {
                tally.add(count, Long.parseLong(numbers[count.ordinal()]));
            }
            return tally;
        }
    }
}
