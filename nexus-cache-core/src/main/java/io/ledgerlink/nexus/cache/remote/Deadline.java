package io.ledgerlink.nexus.cache.remote;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How long one call may wait for the remote tier, over all its round trips; time spent otherwise does not count.
 *
 * <p>Waiting parks the thread and holds no lock. An interrupt ends the wait and stays set: the caller goes on
 * without the remote tier. For one thread at a time.
 */
public final class Deadline {

    private final Duration timeout;
    private final @Nullable RemoteBudget patience;
    private final int losses;
    private long left;
    private long longest;

    Deadline(Duration timeout, @Nullable RemoteBudget patience, int losses) {
        this.timeout = timeout;
        this.patience = patience;
        this.losses = losses;
        this.left = timeout.toNanos();
    }

    /** One that nobody ends before its time. */
    public static Deadline after(Duration timeout) {
        return new Deadline(timeout, null, 0);
    }

    /** Whether nothing is left, so that asking for more is in vain. */
    public boolean spent() {
        return left <= 0;
    }

    /** The longest of the waits since this was last asked, in nanoseconds. */
    public long longestWait() {
        long asked = longest;
        longest = 0;
        return asked;
    }

    public <T> T await(CompletionStage<T> stage) throws RemoteException {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        if (spent() && !answer.isDone()) {
            throw new RemoteException("no time was left of " + timeout.toMillis() + " ms", null);
        }
        long began = System.nanoTime();
        try {
            return patience == null || answer.isDone()
                    ? answer.get(Math.max(0, left), TimeUnit.NANOSECONDS)
                    : patience.await(answer, left, losses);
        } catch (TimeoutException e) {
            left = 0;
            throw RemoteException.silent(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting", null);
        } catch (CancellationException e) {
            throw new RemoteException("the command was cancelled", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RemoteException own
                    ? own
                    : new RemoteException(String.valueOf(e.getCause()), e.getCause());
        } finally {
            long waited = System.nanoTime() - began;
            left -= waited;
            longest = Math.max(longest, waited);
        }
    }
}
