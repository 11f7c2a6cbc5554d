package io.ledgerlink.nexus.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BreakerTests {

    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofNanos(1);
    private static final long QUICK = Duration.ofMillis(1).toNanos();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private double random = 0.5;
    private final Breaker breaker = breaker(BreakerSettings.defaults());

    private Breaker breaker(BreakerSettings settings) {
        return new Breaker(settings, TIMEOUT, BEAT, nanos::get, () -> random);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Nested
    class WhileItIsClosed {

        @Test
        void opensWhenHalfOfTheLastTenCallsWereSilent() {
            for (int call = 1; call < 5; call++) {
                assertThat(breaker.silent()).isFalse();
            }
            assertThat(breaker.open()).isFalse();
            assertThat(breaker.silent()).isTrue();
            assertThat(breaker.open()).isTrue();
            assertThat(breaker.openings()).isOne();
        }

        @Test
        void opensThoughEverySecondCallIsAnswered() {
            for (int call = 1; call < 5; call++) {
                assertThat(breaker.silent()).isFalse();
                assertThat(breaker.answered(QUICK)).isFalse();
            }
            assertThat(breaker.silent()).isTrue();
        }

        @Test
        void staysClosedWhereEveryThirdCallIsSilent() {
            for (int call = 0; call < 100; call++) {
                assertThat(breaker.silent()).isFalse();
                assertThat(breaker.answered(QUICK)).isFalse();
                assertThat(breaker.answered(QUICK)).isFalse();
            }
        }

        @Test
        void forgetsSilencesThatTenCallsHaveFollowed() {
            for (int round = 0; round < 10; round++) {
                silences(4);
                for (int call = 0; call < 10; call++) {
                    breaker.answered(QUICK);
                }
            }
            assertThat(breaker.open()).isFalse();
        }

        @Test
        void countsAnAnswerThatTookMoreThanFourFifthsOfTheTimeoutAsNone() {
            long slow = TIMEOUT.toNanos() * 4 / 5;
            for (int call = 0; call < 100; call++) {
                assertThat(breaker.answered(slow)).isFalse();
            }
            for (int call = 1; call < 5; call++) {
                assertThat(breaker.answered(slow + 1)).isFalse();
            }
            assertThat(breaker.answered(slow + 1)).isTrue();
        }

        @Test
        void opensAtOnceForALongSilence() {
            assertThat(breaker.silentForLong()).isTrue();
            assertThat(breaker.open()).isTrue();
            assertThat(breaker.silentForLong()).isFalse();
        }

        @Test
        void takesTheSettingsThatItIsGiven() {
            Breaker strict = breaker(new BreakerSettings(4, 26, Duration.ofMillis(2), LONGEST_PAUSE));
            assertThat(strict.answered(Duration.ofMillis(2).toNanos() + 1)).isFalse();
            assertThat(strict.silent()).isTrue();
        }

        @Test
        void mayBeTriedAtAnyTimeAndNeedsNoProbe() {
            assertThat(breaker.mayTry()).isTrue();
            breaker.probeFailed();
            assertThat(breaker.signOfLife()).isFalse();
            assertThat(breaker.mayTry()).isTrue();
        }
    }

    @Nested
    class WhileItIsOpen {

        @Test
        void countsNoCall() {
            silences(5);
            assertThat(breaker.silent()).isFalse();
            assertThat(breaker.answered(QUICK)).isFalse();
            assertThat(breaker.open()).isTrue();
            assertThat(breaker.openings()).isOne();
        }

        @Test
        void isProbedAtOnceAndThenEverMoreSeldom() {
            silences(5);
            assertThat(breaker.mayTry()).isTrue();
            for (int seconds : new int[] {1, 2, 4, 8, 10, 10, 10}) {
                breaker.probeFailed();
                assertThatItIsNextTriedAfter(Duration.ofSeconds(seconds));
            }
        }

        @Test
        void isProbedAQuarterSoonerOrLaterSoThatInstancesDoNotGoTogether() {
            silences(5);
            random = 0;
            breaker.probeFailed();
            assertThatItIsNextTriedAfter(Duration.ofMillis(750));
            random = 1;
            breaker.probeFailed();
            assertThatItIsNextTriedAfter(Duration.ofMillis(2_500));
        }

        @Test
        void isProbedABeatAfterTheLastProbeAtTheEarliestOnceItGaveASignOfLife() {
            silences(5);
            for (int probe = 0; probe < 4; probe++) {
                breaker.probeFailed();
            }
            assertThat(breaker.signOfLife()).isTrue();
            assertThatItIsNextTriedAfter(BEAT);
            assertThat(breaker.signOfLife()).isFalse();
        }

        @Test
        void isProbedAtOnceOnceItGaveASignOfLifeAfterALongTime() {
            silences(5);
            for (int probe = 0; probe < 4; probe++) {
                breaker.probeFailed();
            }
            pass(Duration.ofSeconds(5));
            assertThat(breaker.mayTry()).isFalse();
            assertThat(breaker.signOfLife()).isTrue();
            assertThat(breaker.mayTry()).isTrue();
        }

        @Test
        void needsNoSignOfLifeBeforeItsFirstProbe() {
            silences(5);
            assertThat(breaker.signOfLife()).isFalse();
            assertThat(breaker.mayTry()).isTrue();
        }
    }

    @Nested
    class OnceItIsClosedAgain {

        @Test
        void hasForgottenWhatWasBefore() {
            silences(5);
            breaker.close();
            silences(4);
            assertThat(breaker.open()).isFalse();
            assertThat(breaker.silent()).isTrue();
        }

        @Test
        void isTriedEverMoreSeldomWhereItAnswersProbesAndNoLoad() {
            silences(5);
            for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
                breaker.close();
                pass(Duration.ofMillis(500));
                silences(5);
                assertThatItIsNextTriedAfter(Duration.ofSeconds(seconds));
            }
        }

        @Test
        void getsNoProbeForASignOfLifeThatARelapseHasPutOff() {
            silences(5);
            breaker.close();
            silences(5);
            assertThat(breaker.signOfLife()).isFalse();
            assertThatItIsNextTriedAfter(BEAT);
            breaker.probeFailed();
            assertThat(breaker.signOfLife()).isFalse();
            assertThatItIsNextTriedAfter(Duration.ofSeconds(2));
            breaker.probeFailed();
            assertThat(breaker.signOfLife()).isTrue();
            assertThatItIsNextTriedAfter(Duration.ofSeconds(2));
        }

        @Test
        void isForgivenItsRelapsesOnceItStayedClosedForTheLongestPause() {
            silences(5);
            breaker.close();
            silences(5);
            breaker.close();
            pass(LONGEST_PAUSE);
            silences(5);
            assertThat(breaker.mayTry()).isTrue();
            breaker.probeFailed();
            assertThatItIsNextTriedAfter(BEAT);
        }
    }

    @Nested
    class Settings {

        @Test
        void refuseWhatNoBreakerCanDo() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(0, 50, null, LONGEST_PAUSE))
                    .withMessage("A breaker cannot judge by the last 0 calls: write a number of calls from 1 to 64");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(65, 50, null, LONGEST_PAUSE))
                    .withMessage("A breaker cannot judge by the last 65 calls: write a number of calls from 1 to 64");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(10, 0, null, LONGEST_PAUSE))
                    .withMessage("A breaker cannot open at a failure rate of 0 percent: write a rate from 1 to 100");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(10, 101, null, LONGEST_PAUSE))
                    .withMessage("A breaker cannot open at a failure rate of 101 percent: write a rate from 1 to 100");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(10, 50, Duration.ofMillis(-1), LONGEST_PAUSE))
                    .withMessage("A breaker cannot count calls as slow after PT-0.001S: write a duration from zero");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BreakerSettings(10, 50, null, Duration.ZERO))
                    .withMessage("A breaker cannot pause for PT0S: write a longest pause longer than zero");
        }

        @Test
        void mayAskForAllOfSixtyFourCalls() {
            Breaker patient = breaker(new BreakerSettings(64, 100, null, LONGEST_PAUSE));
            for (int call = 1; call < 64; call++) {
                assertThat(patient.silent()).isFalse();
            }
            assertThat(patient.silent()).isTrue();
        }
    }

    private void silences(int calls) {
        for (int call = 0; call < calls; call++) {
            breaker.silent();
        }
    }

    private void assertThatItIsNextTriedAfter(Duration pause) {
        pass(pause.minus(MOMENT));
        assertThat(breaker.mayTry()).isFalse();
        pass(MOMENT);
        assertThat(breaker.mayTry()).isTrue();
    }
}
