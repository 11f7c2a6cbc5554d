package io.ledgerlink.nexus.cache.remote;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Until when one call waits for the remote tier, over all its round trips.
 *
 * <p>Internal. Waiting parks the thread and holds no lock. An interrupt ends the wait and stays set: the caller goes on
 * without the remote tier.
 */
public final class Deadline {

    private final Duration timeout;
    private final long end;

    private Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** Begins to count now. */
    public static Deadline after(Duration timeout) {
        return new Deadline(timeout);
    }

    public <T> T await(CompletionStage<T> stage) throws RemoteException {
        try {
            long left = end - System.nanoTime();
            if (left <= 0 && !stage.toCompletableFuture().isDone()) {
                throw new RemoteException("no time was left of " + timeout.toMillis() + " ms", null);
            }
            return stage.toCompletableFuture().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw RemoteException.silent(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting", null);
        } catch (CancellationException e) {
            throw new RemoteException("the command was cancelled", e);
        } catch (ExecutionException e) {
            throw new RemoteException(String.valueOf(e.getCause()), e.getCause());
        }
    }
}
