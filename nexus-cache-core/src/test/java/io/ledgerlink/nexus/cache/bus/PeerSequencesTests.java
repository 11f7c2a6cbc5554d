package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerSequencesTests {

    private static final long GAP = 100;
    private static final long FORGET = 1_000;

    private final PeerSequences senders = new PeerSequences(GAP, FORGET, 0);

    @Test
    void messagesInOrderLeaveNoGap() {
        for (int number = 1; number <= 5; number++) {
            senders.heard("a", number, number);
        }
        assertThat(senders.overdue(10_000)).isFalse();
    }

    @Test
    void aGapThatClosesInTimeIsNoLoss() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        assertThat(senders.overdue(10 + GAP)).isFalse();
        senders.heard("a", 2, 50);
        assertThat(senders.overdue(11 + GAP)).isFalse();
    }

    @Test
    void aGapThatDoesNotCloseIsALoss() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        assertThat(senders.overdue(11 + GAP)).isTrue();
    }

    @Test
    void aGapIsCountedFromWhenItOpened() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        senders.heard("a", 4, 90);
        senders.announced("a", 4, 100);
        assertThat(senders.overdue(11 + GAP)).isTrue();
    }

    @Test
    void theSecondGapIsGivenItsOwnTime() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        senders.heard("a", 5, 60);
        senders.heard("a", 2, 90);
        assertThat(senders.overdue(11 + GAP)).isFalse();
        assertThat(senders.overdue(91 + GAP)).isTrue();
    }

    @Test
    void messagesInAnyOrderAreCompleteOnceAllAreThere() {
        for (int number : new int[] {1, 5, 3, 2, 4}) {
            senders.heard("a", number, 10);
        }
        assertThat(senders.overdue(10_000)).isFalse();
    }

    @Test
    void aMessageThatComesTwiceCountsOnce() {
        senders.heard("a", 1, 0);
        senders.heard("a", 1, 1);
        senders.heard("a", 2, 2);
        senders.heard("a", 1, 3);
        senders.heard("a", 4, 4);
        senders.heard("a", 4, 5);
        assertThat(senders.overdue(500)).isTrue();
        senders.heard("a", 3, 501);
        assertThat(senders.overdue(900)).isFalse();
    }

    @Test
    void anAnnouncedNumberThatNeverCameIsALoss() {
        senders.heard("a", 1, 0);
        senders.announced("a", 2, 10);
        assertThat(senders.overdue(10 + GAP)).isFalse();
        assertThat(senders.overdue(11 + GAP)).isTrue();
    }

    @Test
    void aNumberThatWasTakenBackIsNotMissed() {
        senders.heard("a", 1, 0);
        senders.announced("a", 4, 10);
        senders.heard("a", 3, 20);
        senders.voided("a", List.of(2L, 4L), 30);
        assertThat(senders.overdue(900)).isFalse();
    }

    @Test
    void anInstanceHeardFirstAtTheBeginningOfAnEpochMayBeInTheMiddle() {
        senders.heard("a", 17, 500);
        assertThat(senders.overdue(900)).isFalse();
        senders.heard("a", 19, 910);
        assertThat(senders.overdue(911 + GAP)).isTrue();
    }

    @Test
    void anInstanceHeardFirstLateInAnEpochMustBeginAtOne() {
        senders.heard("new", 1, 5_000);
        assertThat(senders.overdue(5_500)).isFalse();
        senders.heard("lost", 2, 5_600);
        assertThat(senders.overdue(5_601 + GAP)).isTrue();
    }

    @Test
    void anInstanceThatHasSentNothingYetMissesNothing() {
        senders.announced("a", 0, 5_000);
        assertThat(senders.overdue(5_500)).isFalse();
        senders.heard("a", 1, 5_501);
        assertThat(senders.overdue(5_900)).isFalse();
    }

    @Test
    void whatWasNumberedBeforeAnEpochIsNotMissedInIt() {
        senders.announced("beats", 17, 10);
        senders.heard("known", 3, 20);
        assertThat(senders.overdue(21 + GAP)).isFalse();
        senders.begin(200);
        senders.announced("known", 9, 210);
        assertThat(senders.overdue(211 + GAP)).isFalse();
        senders.heard("known", 11, 300);
        assertThat(senders.overdue(301 + GAP)).isTrue();
    }

    @Test
    void aNewEpochForgivesWhatWasMissing() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        senders.begin(200);
        assertThat(senders.overdue(900)).isFalse();
        senders.heard("a", 4, 901);
        assertThat(senders.overdue(1_100)).isFalse();
    }

    @Test
    void anInstanceThatWentSilentIsForgottenAndMayComeBackOnlyFromTheStart() {
        senders.heard("a", 1, 0);
        assertThat(senders.overdue(FORGET + 1)).isFalse();
        senders.heard("a", 2, FORGET + 2);
        assertThat(senders.overdue(FORGET + 3 + GAP)).isTrue();
    }

    @Test
    void anInstanceWithAGapIsNotForgotten() {
        senders.heard("a", 1, 0);
        senders.heard("a", 3, 10);
        assertThat(senders.overdue(10 * FORGET)).isTrue();
    }

    @Test
    void everyInstanceIsCountedByItself() {
        senders.heard("a", 1, 0);
        senders.heard("b", 1, 0);
        senders.heard("b", 2, 1);
        senders.heard("a", 3, 1);
        assertThat(senders.overdue(2 + GAP)).isTrue();
        senders.heard("a", 2, 110);
        assertThat(senders.overdue(500)).isFalse();
    }
}
