package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.bus.Primaries.Look;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrimariesTests {

    private static final long SECOND = 1_000_000_000;

    /** The server's clock shows this when the ticker shows 0. */
    private static final long MICROS = 1_700_000_000_000_000L;

    private final Primaries primaries = new Primaries();

    @Test
    void whatWasSeenIsKnown() {
        ServerIdentity one = running("one", 100, "a");
        assertThat(primaries.know(one)).isFalse();
        primaries.saw(List.of(one), look(200, 0, at(10)));
        assertThat(primaries.know(one)).isTrue();
        assertThat(primaries.know(running("two", 100, "a"))).isFalse();
    }

    @Test
    void aProcessThatIsYoungerThanTheEvictionOfEverythingHasGoneBack() {
        assertThat(primaries.goneBack(running("one", 100, "a"), look(200, 0, at(99))))
                .isTrue();
        assertThat(primaries.goneBack(running("one", 100, "a"), look(200, 0, at(101))))
                .isFalse();
    }

    @Test
    void aReplicaThatGoesOnFromWhatWasSeenHasNotGoneBack() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, 0, at(50)));
        assertThat(primaries.goneBack(running("two", 190, "b", "a"), look(210, 0, at(50))))
                .isFalse();
    }

    @Test
    void aReplicaOfAServerThatWasNeverSeenHasGoneBack() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, 0, at(50)));
        assertThat(primaries.goneBack(running("two", 190, "c", "b"), look(210, 0, at(50))))
                .isTrue();
    }

    @Test
    void whereHistoriesHaveNoNamesAReplicaIsTakenAtItsAge() {
        primaries.saw(List.of(running("one", 100)), look(200, 0, at(50)));
        assertThat(primaries.goneBack(running("two", 190), look(210, 0, at(50))))
                .isFalse();
    }

    @Test
    void aProcessThatStartedSinceHasGoneBackUntilEverythingWasEvicted() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, 0, at(50)));
        ServerIdentity restarted = running("two", 5, "b", "a");
        assertThat(primaries.goneBack(restarted, look(210, 0, at(50)))).isTrue();
        assertThat(primaries.goneBack(restarted, look(210, 0, at(207)))).isFalse();
    }

    @Test
    void aProcessThatStartedSinceHasGoneBackIfItsClockLags() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, 0, at(150)));
        assertThat(primaries.goneBack(running("two", 5, "b", "a"), look(210, -100, at(150))))
                .isTrue();
    }

    @Test
    void aLaggingClockDoesNotTellWhetherEverythingWasEvictedBeforeTheStartOrAfter() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, 0, at(50)));
        assertThat(primaries.goneBack(running("two", 5, "b", "a"), look(210, -4, at(204))))
                .isTrue();
    }

    @Test
    void aProcessThatStartedSinceHasGoneBackIfEverythingWasEvictedInItsFuture() {
        primaries.saw(List.of(running("one", 100, "a")), look(200, -100, at(190)));
        assertThat(primaries.goneBack(running("two", 5, "b", "a"), look(210, -100, at(190))))
                .isTrue();
    }

    private static ServerIdentity running(String process, long seconds, String... histories) {
        return new ServerIdentity(process, seconds * 1_000, Set.of(histories), "Redis 7");
    }

    /** A look at that second, by a server whose clock has gained that many. */
    private static Look look(long second, long gained, long all) {
        return new Look(second * SECOND, at(second + gained), all);
    }

    private static long at(long second) {
        return MICROS + second * 1_000_000;
    }
}
