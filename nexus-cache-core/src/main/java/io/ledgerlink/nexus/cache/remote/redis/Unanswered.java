package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Since when a connection has been asked without any answer.
 *
 * <p>Safe for use by many threads. Two commands that cross may make it forget one that waits; the next one counts.
 */
final class Unanswered {

    private static final long LONG = 1_000_000_000L;

    /** In {@code System.nanoTime}; 0 while nothing waits. */
    private volatile long since;

    /** Whether a command has had no answer within the connection's own timeout, which is much longer than a call waits. */
    private volatile boolean timedOut;

    /** A command was sent, and its end will be noted. */
    <T> CompletionStage<T> on(CompletionStage<T> answer) {
        if (since == 0) {
            since = System.nanoTime() | 1;
        }
        return answer.handle((reply, failure) -> {
            if (failure == null) {
                since = 0;
                return reply;
            }
            Throwable cause = failure.getCause();
            throw ended(failure instanceof CompletionException && cause != null ? cause : failure);
        });
    }

    /** A refusal is an answer too, and so is the loss of the connection: another one takes its place. */
    private CompletionException ended(Throwable failure) {
        if (failure instanceof RedisCommandTimeoutException timeout) {
            timedOut = true;
            return new CompletionException(RemoteException.silent(timeout));
        }
        since = 0;
        return new CompletionException(failure);
    }

    /**
     * Whether nothing has been answered for a second or more, though something was asked; or something was never answered, as
     * where one node of several is silent.
     */
    boolean isLong() {
        long begin = since;
        return timedOut || (begin != 0 && System.nanoTime() - begin > LONG);
    }

    /** The connection is another one. */
    void end() {
        since = 0;
        timedOut = false;
    }
}
