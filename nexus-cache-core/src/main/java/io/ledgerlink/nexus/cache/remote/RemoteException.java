package io.ledgerlink.nexus.cache.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The remote tier did not answer, not in time, or with an error. Steers the caller's way; carries no stack trace. */
public final class RemoteException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean silence;

    /** Nothing came in time. */
    public static RemoteException silent(Duration timeout) {
        return new RemoteException("no answer within " + timeout.toMillis() + " ms", null, true);
    }

    /** Nothing came in the time that the connection itself allows. */
    public static RemoteException silent(Throwable timeout) {
        return new RemoteException(String.valueOf(timeout.getMessage()), timeout, true);
    }

    public RemoteException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private RemoteException(String message, @Nullable Throwable cause, boolean silence) {
        super(message, cause, false, false);
        this.silence = silence;
    }

    /** Whether the remote tier said nothing at all, rather than something unwelcome. */
    public boolean silence() {
        return silence;
    }
}
