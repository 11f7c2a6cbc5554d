package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class UnansweredTests {

    private final Unanswered unanswered = new Unanswered();

    @Test
    void whatIsAnsweredOrRefusedIsNoSilence() {
        assertThat(unanswered.on(CompletableFuture.completedFuture("answer"))).isCompletedWithValue("answer");
        RedisCommandExecutionException refusal = new RedisCommandExecutionException("NOPERM");
        assertThat(unanswered.on(CompletableFuture.failedFuture(refusal)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCause(refusal);
        assertThat(unanswered.isLong()).isFalse();
    }

    /** Of several nodes one may answer nothing, and the others all the time. */
    @Test
    void whatWasNeverAnsweredIsSilenceWhateverElseIs() {
        CompletionStage<Object> never = unanswered.on(CompletableFuture.failedFuture(
                new RedisCommandTimeoutException("Command timed out after 3 second(s)")));
        unanswered.on(CompletableFuture.completedFuture("from another node"));
        assertThat(unanswered.isLong()).isTrue();
        assertThat(never)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(RemoteException.class)
                .matches(failure -> failure.getCause() instanceof RemoteException remote && remote.silence());
        unanswered.end();
        assertThat(unanswered.isLong()).isFalse();
    }
}
