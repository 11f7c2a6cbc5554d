package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTests {

    @Test
    void goThroughTheWaysForthAndBackAgain() {
        List<String> gone = new ArrayList<>();
        Turns.of(0, 4, () -> gone.add("a"), () -> gone.add("b"));
        assertThat(gone).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
    }

    @Test
    void giveEachWayAsManySamplesAsWereAskedFor() {
        List<String> gone = new ArrayList<>();
        Turns.of(3, 5, () -> gone.add("a"), () -> gone.add("b"), () -> gone.add("c"));
        assertThat(gone.stream().filter("a"::equals)).hasSize(8);
        assertThat(gone.stream().filter("b"::equals)).hasSize(8);
        assertThat(gone.stream().filter("c"::equals)).hasSize(8);
    }

    @Test
    void compareMediansWithoutTheWarmUp() {
        long[] calls = {0};
        Turns turns = Turns.ofTimed(1, 3, () -> ++calls[0] == 1 ? 1_000_000 : 3_000, () -> 2_000);
        assertThat(turns.ratio(0, 1)).isEqualTo(1.5);
        assertThat(turns.micros(0)).isEqualTo(3);
        assertThat(turns.of(0).percentile(100)).isEqualTo(3_000);
    }
}
