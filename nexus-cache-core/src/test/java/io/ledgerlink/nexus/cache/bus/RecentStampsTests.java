package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentStampsTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final RecentStamps recent = new RecentStamps(3, 100);
    private final Scope a = scopes.tenant("a");
    private final Scope b = scopes.tenant("b");
    private final Scope c = scopes.tenant("c");

    @Test
    void withoutProofOfAHealthyServerNothingIsForgotten() {
        recent.add(a, 0);
        recent.add(b, 1_000_000);
        assertThat(recent.scopes()).containsExactly(a, b);
    }

    @Test
    void whatIsOlderThanAWindowBeforeTheProofIsForgotten() {
        recent.add(a, 0);
        recent.add(b, 50);
        recent.healthy(100);
        assertThat(recent.scopes()).containsExactly(a, b);
        recent.healthy(101);
        assertThat(recent.scopes()).containsExactly(b);
    }

    @Test
    void whatIsStampedAgainIsRecentAgain() {
        recent.add(a, 0);
        recent.add(b, 50);
        recent.add(a, 90);
        recent.healthy(160);
        assertThat(recent.scopes()).containsExactly(a);
    }

    @Test
    void whereMoreComesThanFitsTheOldestGoesAndTheMemorySaysSoOnce() {
        recent.add(a, 0);
        recent.add(b, 1);
        recent.add(c, 2);
        recent.add(a, 3);
        assertThat(recent.takeOverflow()).isFalse();
        recent.add(scopes.tenant("d"), 4);
        assertThat(recent.scopes()).hasSize(3).doesNotContain(b);
        assertThat(recent.takeOverflow()).isTrue();
        assertThat(recent.takeOverflow()).isFalse();
    }

    @Test
    void anOverflowThatIsOlderThanAWindowBeforeTheProofIsForgotten() {
        overflowAt(4);
        recent.healthy(104);
        assertThat(recent.takeOverflow()).isTrue();
        overflowAt(200);
        recent.healthy(301);
        assertThat(recent.takeOverflow()).isFalse();
    }

    private void overflowAt(long now) {
        for (String tenant : List.of("a", "b", "c", "d")) {
            recent.add(scopes.tenant(tenant), now);
        }
    }
}
