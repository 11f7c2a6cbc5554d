package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.benchmarks.Judged.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JudgedTests {

    private static final Target RATIO = Target.atMost("hit", "ratio", "1.25").floor("1");

    @Test
    void repeatsThatAllPassPassAndTellTheirSpread() {
        assertThat(judged(RATIO, 1.10, 1.24, 1.12).line())
                .isEqualTo("figure hit 1.12 ratio target <= 1.25 pass spread 1.10..1.24 of 3");
    }

    @Test
    void repeatsThatAllFailFail() {
        assertThat(judged(RATIO, 1.26, 1.40, 1.30).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aSpreadThatHoldsTheTargetIsUnsure() {
        assertThat(judged(RATIO, 1.10, 1.30, 1.12).line())
                .isEqualTo("figure hit 1.12 ratio target <= 1.25 unsure spread 1.10..1.30 of 3");
    }

    @Test
    void ofFiveRepeatsOneOutlierAtEachEndIsLeftOut() {
        assertThat(judged(RATIO, 1.10, 8.26, 1.12, 1.20, 1.01).line())
                .isEqualTo("figure hit 1.12 ratio target <= 1.25 pass spread 1.10..1.20 of 5");
    }

    @Test
    void aRepeatThatIsBetterThanItsFloorDoesNotCount() {
        assertThat(judged(RATIO, 0.50, 1.12, 1.10).line())
                .isEqualTo("figure hit 1.11 ratio target <= 1.25 pass spread 1.10..1.12 of 2 better than possible 1");
        assertThat(judged(RATIO, 0.50, 1.19).line())
                .isEqualTo("figure hit 1.19 ratio target <= 1.25 unsure better than possible 1");
    }

    @Test
    void whatIsMostlyBetterThanItsFloorIsAnErrorOfMeasurement() {
        assertThat(judged(RATIO, 0.50, 0.60, 1.10).line())
                .isEqualTo("figure hit 1.10 ratio target <= 1.25 error better than possible 2");
        assertThat(judged(RATIO, 0.50, 0.60).line())
                .isEqualTo("figure hit 0.55 ratio target <= 1.25 error spread 0.50..0.60 of 2 better than possible 2");
        assertThat(judged(RATIO, 0.99).verdict()).isEqualTo(Verdict.ERROR);
        assertThat(judged(Target.atMost("trips", "trips", "1").floor("1").counted(), 0)
                        .verdict())
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void oneTimeNearItsTargetIsUnsureAndOneCountIsNot() {
        assertThat(judged(RATIO, 1.20).verdict()).isEqualTo(Verdict.UNSURE);
        assertThat(judged(RATIO, 1.30).verdict()).isEqualTo(Verdict.UNSURE);
        assertThat(judged(RATIO, 2.30).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judged(RATIO.counted(), 1.20).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judged(RATIO.counted(), 1.30).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judged(Target.atMost("errors", "calls", "0").counted(), 0).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void whatIsNoNumberFails() {
        assertThat(judged(RATIO, 1.10, Double.NaN, 1.10).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judged(RATIO, Double.POSITIVE_INFINITY).verdict()).isEqualTo(Verdict.FAIL);
    }

    /** Whatever was measured, in whatever order: what passes or fails does so over its whole spread. */
    @Test
    void noVerdictContradictsTheRepeats() {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 10_000; round++) {
            double around = 0.8 + random.nextDouble();
            double width = random.nextDouble();
            List<Double> repeats = Stream.generate(() -> around + width * (random.nextDouble() - 0.5))
                    .limit(1 + random.nextInt(12))
                    .toList();
            Judged judged = new Judged(RATIO, new Measured(repeats));
            List<Double> valid = repeats.stream()
                    .filter(value -> !RATIO.beatsFloor(value))
                    .sorted()
                    .toList();
            int cut = valid.size() / 5;
            List<Double> heeded = valid.subList(cut, valid.size() - cut);
            switch (judged.verdict()) {
                case PASS -> assertThat(heeded).isNotEmpty().allMatch(RATIO::allows);
                case FAIL -> assertThat(heeded).noneMatch(RATIO::allows);
                case UNSURE -> {
                    if (heeded.size() > 1) {
                        assertThat(heeded).anyMatch(RATIO::allows).anyMatch(value -> !RATIO.allows(value));
                    }
                }
                case ERROR -> assertThat(valid.size() * 2).isLessThan(repeats.size());
            }
            assertThat(new Judged(RATIO, new Measured(repeats.stream().sorted().toList())).line())
                    .isEqualTo(judged.line());
        }
    }

    private static Judged judged(Target target, double... repeats) {
        return new Judged(target, new Measured(DoubleStream.of(repeats).boxed().toList()));
    }
}
