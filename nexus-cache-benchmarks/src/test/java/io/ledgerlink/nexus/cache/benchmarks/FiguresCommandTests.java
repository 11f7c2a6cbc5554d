package io.ledgerlink.nexus.cache.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresCommandTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> measured = new ArrayList<>();

    @Test
    void printsOneLineForEachTarget() {
        assertThat(run(List.of(new Fake("near", 1.019, 1.25), new Fake("far", 7, 5))))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).isEqualTo("""
                        figure near-p50 1.02 ratio target <= 1.25 pass
                        figure near-p99 1.25 ms target < 5 pass
                        figure far-p50 7.00 ratio target <= 1.25 fail
                        figure far-p99 5.00 ms target < 5 fail
                        """);
    }

    @Test
    void endsWithZeroIfAllFiguresPass() {
        assertThat(run(List.of(new Fake("a", 1, 1), new Fake("b", 1, 1)))).isZero();
    }

    @Test
    void endsWithOneIfOnlyTheFirstFigureFails() {
        assertThat(run(List.of(new Fake("a", 2, 1), new Fake("b", 1, 1)))).isEqualTo(1);
    }

    @Test
    void measuresOnlyWhatIsNamed() {
        assertThat(run(List.of(new Fake("a", 1, 1), new Fake("b", 1, 1)), "b")).isZero();
        assertThat(measured).containsExactly("b FULL");
    }

    @Test
    void measuresEverythingQuicklyIfToldOnlyThat() {
        run(List.of(new Fake("a", 1, 1), new Fake("b", 1, 1)), "--quick");
        assertThat(measured).containsExactly("a QUICK", "b QUICK");
    }

    @Test
    void refusesAnUnknownNameBeforeAnythingIsMeasured() {
        assertThat(run(List.of(new Fake("a", 1, 1), new Fake("b", 1, 1)), "a", "c"))
                .isEqualTo(2);
        assertThat(measured).isEmpty();
        assertThat(err.toString(UTF_8).strip())
                .isEqualTo("There is no figure 'c'. Write one or more of: a, b. The only option of all is --quick.");
    }

    @Test
    void measuresAgainWhatIsUnsureAndNeitherPassesNorFailsIt() {
        Wavering wavering = new Wavering(1.20, 1.30, 1.20, 1.30, 1.20);
        assertThat(run(List.of(wavering))).isZero();
        assertThat(out.toString(UTF_8))
                .isEqualTo("figure wavering 1.25 ratio target <= 1.25 unsure spread 1.20..1.30 of 4\n");
        assertThat(err.toString(UTF_8)).contains("Figures: {UNSURE=1}");
    }

    @Test
    void countsOnce() {
        assertThat(run(List.of(new Wavering(
                        Target.atMost("counted", "loads", "1").floor("1").counted(), 0.0, 1.0))))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).startsWith("figure counted 0.00 loads target <= 1 error");
    }

    @Test
    void stopsMeasuringAgainWhenItIsSure() {
        assertThat(run(List.of(new Wavering(1.20, 1.21, 9.0)))).isZero();
        assertThat(out.toString(UTF_8))
                .isEqualTo("figure wavering 1.21 ratio target <= 1.25 pass spread 1.20..1.21 of 2\n");
    }

    @Test
    void measuresAgainWhatIsBetterThanItCanBeAndEndsWithOneIfItStays() {
        assertThat(run(List.of(new Wavering(0.50, 0.50, 0.50, 0.50)))).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("figure wavering 0.50 ratio target <= 1.25 error");
        out.reset();
        assertThat(run(List.of(new Wavering(0.50, 1.10, 1.11)))).isZero();
        assertThat(out.toString(UTF_8)).contains(" pass spread 1.10..1.11 of 2 better than possible 1");
    }

    @Test
    void failsAFigureThatCannotBeMeasuredAndGoesOn() {
        assertThat(run(List.of(new Unmeasurable(List.of(Target.below("broken", "ms", "5"))), new Fake("b", 1, 1))))
                .isEqualTo(1);
        assertThat(out.toString(UTF_8)).startsWith("figure broken NaN ms target < 5 fail\nfigure b-p50 1.00 ");
        assertThat(err.toString(UTF_8)).contains("Figure 'broken' could not be measured", "no server");
    }

    @Test
    void failsAFigureWithoutTargetsThatCannotBeMeasured() {
        assertThat(run(List.of(new Unmeasurable(List.of())))).isEqualTo(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    private int run(List<Figure> figures, String... arguments) {
        return new FiguresCommand(figures, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(arguments));
    }

    private final class Fake implements Figure {

        private final String name;
        private final List<Double> values;

        Fake(String name, double first, double second) {
            this.name = name;
            this.values = List.of(first, second);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Target> targets() {
            return List.of(
                    Target.atMost(name + "-p50", "ratio", "1.25").counted(),
                    Target.below(name + "-p99", "ms", "5").counted());
        }

        @Override
        public List<Measured> measure(Effort effort) {
            measured.add(name + " " + effort);
            return List.of(new Measured(List.of(values.get(0))), new Measured(List.of(values.get(1))));
        }
    }

    private static final class Wavering implements Figure {

        private final Target target;
        private final Iterator<Double> values;

        Wavering(Double... values) {
            this(Target.atMost("wavering", "ratio", "1.25").floor("1"), values);
        }

        Wavering(Target target, Double... values) {
            this.target = target;
            this.values = List.of(values).iterator();
        }

        @Override
        public String name() {
            return "wavering";
        }

        @Override
        public List<Target> targets() {
            return List.of(target);
        }

        @Override
        public List<Measured> measure(Effort effort) {
            return Measured.each(values.next());
        }
    }

    private record Unmeasurable(List<Target> targets) implements Figure {

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<Measured> measure(Effort effort) {
            throw new IllegalStateException("no server");
        }
    }
}
