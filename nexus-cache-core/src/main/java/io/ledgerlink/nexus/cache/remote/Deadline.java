package io.ledgerlink.nexus.cache.remote;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long a call waits for the remote tier, at most.
 *
 * <p>Internal. Waiting parks the thread and holds no lock. An interrupt ends the wait and stays set: the caller goes on
 * without the remote tier.
 */
public record Deadline(Duration timeout) {

    public <T> T await(CompletionStage<T> stage) throws RemoteException {
        try {
            return stage.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RemoteException("no answer within " + timeout.toMillis() + " ms", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting", null);
        } catch (ExecutionException e) {
            throw new RemoteException(String.valueOf(e.getCause()), e.getCause());
        }
    }
}
