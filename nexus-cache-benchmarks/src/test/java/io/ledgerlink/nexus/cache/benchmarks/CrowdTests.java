package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class CrowdTests {

    @Test
    void everyThreadMakesAllItsCalls() {
        Set<String> made = ConcurrentHashMap.newKeySet();
        try (Crowd crowd = new Crowd(3)) {
            crowd.run((thread, call) -> made.add(thread + "/" + call));
        }
        assertThat(made).hasSize(3 * Crowd.CALLS).contains("0/0", "2/" + (Crowd.CALLS - 1));
    }

    @Test
    void callThatFailsIsNoSample() {
        try (Crowd crowd = new Crowd(2)) {
            assertThatThrownBy(() -> crowd.run((thread, call) -> {
                        throw new IllegalArgumentException("no answer");
                    }))
                    .hasMessage("A call failed")
                    .hasRootCauseMessage("no answer");
        }
    }
}
