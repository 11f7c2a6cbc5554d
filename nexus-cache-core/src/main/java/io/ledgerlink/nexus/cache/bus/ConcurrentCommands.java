package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are on their way at the same time, a bounded number of them, each batch with one deadline.
 *
 * <p>A command that fails does not keep the others from being sent. For one thread.
 */
final class ConcurrentCommands {

    private static final int AT_ONCE = 64;

    private final Duration timeout;
    private final List<CompletionStage<?>> underWay = new ArrayList<>();
    private @Nullable RemoteException failure;
    private boolean silent;

    ConcurrentCommands(Duration timeout) {
        this.timeout = timeout;
    }

    void add(CompletionStage<?> command) {
        underWay.add(command);
        if (underWay.size() == AT_ONCE) {
            await();
        }
    }

    /** Whether a whole batch was not answered in time: then more commands would only wait in line. */
    boolean silent() {
        return silent;
    }

    /** Waits for the last batch, and says whether any command failed. */
    void finish() throws RemoteException {
        await();
        if (failure != null) {
            throw failure;
        }
    }

    private void await() {
        Deadline deadline = Deadline.after(timeout);
        boolean answered = underWay.isEmpty();
        for (CompletionStage<?> command : underWay) {
            try {
                deadline.await(command);
                answered = true;
            } catch (RemoteException e) {
                failure = failure != null && failure.silence() ? failure : e;
                answered |= command.toCompletableFuture().isDone();
            }
        }
        silent |= !answered;
        underWay.clear();
    }
}
