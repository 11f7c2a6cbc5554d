package io.ledgerlink.nexus.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RemoteBudgetTests {

    private final RemoteBudget patience = new RemoteBudget(Duration.ofDays(1));
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void whoWaitsGetsTheAnswer() throws Exception {
        CompletableFuture<String> waiting = waiting(patience.begin());
        answer.complete("answer");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
    }

    @Test
    void allWhoWaitAreFreedWhenItIsLost() throws Exception {
        CompletableFuture<String> one = waiting(patience.begin());
        CompletableFuture<String> other = waiting(patience.begin());
        patience.lose();
        assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo("free: the remote tier is left alone");
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("free: the remote tier is left alone");
    }

    @Test
    void whoHasBegunAndComesToWaitLaterIsFreedToo() {
        Deadline begun = patience.begin();
        patience.lose();
        assertThatExceptionOfType(RemoteException.class)
                .isThrownBy(() -> begun.await(answer))
                .matches(failure -> !failure.silence(), "is no sign of silence");
    }

    @Test
    void whoBeginsAfterwardsWaitsAgain() throws Exception {
        patience.lose();
        CompletableFuture<String> waiting = waiting(patience.begin());
        answer.complete("answer");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
    }

    @Test
    void whatWasWaitedForMayStillComeForOthers() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        CompletableFuture<String> stage = answer.whenComplete((came, failure) -> heard.complete(came));
        Deadline begun = patience.begin();
        patience.lose();
        assertThatExceptionOfType(RemoteException.class).isThrownBy(() -> begun.await(stage));
        answer.complete("late");
        assertThat(heard).isCompletedWithValue("late");
    }

    @Test
    void anAnswerThatIsThereIsTakenWhateverWasLost() throws Exception {
        Deadline begun = patience.begin();
        patience.lose();
        answer.complete("there");
        assertThat(begun.await(answer)).isEqualTo("there");
    }

    @Test
    void aDeadlineIsOneForAllWaits() throws Exception {
        Deadline deadline = new RemoteBudget(Duration.ofMillis(1)).begin();
        assertThat(deadline.spent()).isFalse();
        assertThatExceptionOfType(RemoteException.class)
                .isThrownBy(() -> deadline.await(answer))
                .withMessage("no answer within 1 ms")
                .matches(RemoteException::silence);
        assertThat(deadline.spent()).isTrue();
        assertThatExceptionOfType(RemoteException.class)
                .isThrownBy(() -> deadline.await(answer))
                .withMessage("no time was left of 1 ms")
                .matches(failure -> !failure.silence());
        answer.complete("there");
        assertThat(deadline.await(answer)).isEqualTo("there");
    }

    @Test
    void aDeadlineKnowsTheLongestOfItsWaitsOnce() throws Exception {
        Deadline deadline = patience.begin();
        CompletableFuture<String> waiting = waiting(deadline);
        answer.complete("answer");
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(deadline.longestWait()).isPositive();
        assertThat(deadline.longestWait()).isZero();
    }

    private CompletableFuture<String> waiting(Deadline deadline) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                result.complete(deadline.await(answer));
            } catch (RemoteException e) {
                result.complete("free: " + e.getMessage());
            }
        });
        caller.setDaemon(true);
        caller.start();
        Await.until("the caller waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
        return result;
    }
}
