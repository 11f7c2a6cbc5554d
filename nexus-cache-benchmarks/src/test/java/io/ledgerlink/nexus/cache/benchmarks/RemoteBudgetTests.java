package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteBudgetTests {

    private long nanos;
    private final Patience patience = new Patience(Duration.ofSeconds(60), () -> nanos);

    @Test
    void aFigureIsMeasuredAgainThreeTimesAtMost() {
        assertThat(patience.allows(taking(1), 3)).isTrue();
        assertThat(patience.allows(taking(1), 4)).isFalse();
    }

    @Test
    void whatWouldTakeLongerThanIsLeftIsNotMeasuredAgain() throws Exception {
        Figure quick = taking(30);
        Figure slow = taking(61);
        patience.measure(slow, Effort.QUICK);
        assertThat(patience.allows(slow, 1)).isFalse();
        patience.measure(quick, Effort.QUICK);
        assertThat(patience.allows(quick, 1)).isTrue();
        patience.measure(quick, Effort.QUICK);
        assertThat(patience.allows(quick, 2)).isTrue();
        patience.measure(quick, Effort.QUICK);
        assertThat(patience.allows(quick, 3)).isFalse();
    }

    private Figure taking(int seconds) {
        return new Figure() {
            @Override
            public String name() {
                return "takes " + seconds;
            }

            @Override
            public List<Target> targets() {
                return List.of();
            }

            @Override
            public List<Measured> measure(Effort effort) {
                nanos += Duration.ofSeconds(seconds).toNanos();
                return List.of();
            }
        };
    }
}
