package io.ledgerlink.nexus.cache.remote.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Since when a connection has been asked without any answer.
 *
 * <p>Safe for use by many threads. Two commands that cross may make it forget one that waits; the next one counts.
 */
final class Unanswered {

    private static final long LONG = 1_000_000_000L;

    /** In {@code System.nanoTime}; 0 while nothing waits. */
    private volatile long since;

    /** A command was sent, and its end will be noted. */
    <T> CompletionStage<T> on(CompletionStage<T> answer) {
        if (since == 0) {
            since = System.nanoTime() | 1;
        }
        return answer.whenComplete((reply, failure) -> {
            if (!isTimeout(failure)) {
                since = 0;
            }
        });
    }

    /** A refusal is an answer too, and so is the loss of the connection: another one takes its place. */
    private static boolean isTimeout(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RedisCommandTimeoutException;
    }

    /** Whether nothing has been answered for a second or more, though something was asked. */
    boolean isLong() {
        long begin = since;
        return begin != 0 && System.nanoTime() - begin > LONG;
    }

    /** The connection is another one. */
    void end() {
        since = 0;
    }
}
