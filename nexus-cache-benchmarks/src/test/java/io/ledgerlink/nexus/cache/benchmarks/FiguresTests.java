package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTests {

    @Test
    void whatIsBuiltInBesidesIsPresentAndNotListed() {
        assertThat(Figures.present(ChaosOptions.none()))
                .startsWith(Figures.ALL.toArray(Figure[]::new))
                .hasAtLeastOneElementOfType(Besides.class);
        assertThat(Figures.ALL).doesNotHaveAnyElementsOfTypes(Besides.class);
    }

    /** Named as a service among the tests' resources. */
    public static final class Besides implements Figure {

        @Override
        public String name() {
            return "besides";
        }

        @Override
        public List<Target> targets() {
            return List.of();
        }

        @Override
        public List<Measured> measure(Effort effort) {
            return List.of();
        }
    }
}
