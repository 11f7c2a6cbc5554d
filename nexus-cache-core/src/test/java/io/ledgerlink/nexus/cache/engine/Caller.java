package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that makes one call. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
final class Caller<T extends @Nullable Object> {

    private static final String OURS = "io.ledgerlink.nexus.cache.";

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable Object waitsFor;

    private Caller(Callable<T> call) {
        thread = new Thread(
                () -> {
                    try {
                        answer.complete(call.call());
                    } catch (Throwable failure) {
                        answer.completeExceptionally(failure);
                    }
                },
                "caller");
        thread.setDaemon(true);
        thread.start();
    }

    static <T extends @Nullable Object> Caller<T> of(Callable<T> call) {
        return new Caller<>(call);
    }

    Thread thread() {
        return thread;
    }

    /**
     * Waits until the call waits in the cache, for whatever but the remote tier; called again, until it waits for something else
     * than then.
     */
    Caller<T> awaitWaiting() {
        Await.until("the call waits in the cache", () -> waits(false));
        waitsFor = LockSupport.getBlocker(thread);
        return this;
    }

    /** Waits until the call waits for the remote tier. */
    Caller<T> awaitRemote() {
        Await.until("the call waits for the remote tier", () -> waits(true));
        return this;
    }

    /** Whether it stands still, and the innermost code of ours is the cache's, not that of a test. */
    private boolean waits(boolean forRemote) {
        return parked()
                && (waitsFor == null || LockSupport.getBlocker(thread) != waitsFor)
                && Arrays.stream(thread.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .filter(name -> name.startsWith(OURS))
                        .findFirst()
                        .filter(Caller::isMain)
                        .filter(name -> name.startsWith(OURS + "remote.") == forRemote)
                        .isPresent();
    }

    private static boolean isMain(String name) {
        String file = name.replaceAll("\\$.*", "").replace('.', '/') + ".class";
        String code = String.valueOf(Caller.class.getClassLoader().getResource(file));
        return !code.contains("test-classes");
    }

    boolean parked() {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    boolean done() {
        return answer.isDone();
    }

    T answer() throws InterruptedException, TimeoutException {
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("The call failed", e.getCause());
        }
    }

    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("The call answered " + answer.get(10, TimeUnit.SECONDS));
        } catch (CancellationException cancelled) {
            return cancelled;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Waits in a loader as a gate; an interrupt gets out as it is. */
    static void pass(CountDownLatch gate) throws InterruptedException {
        if (!gate.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("What the test waits for did not come");
        }
    }
}
