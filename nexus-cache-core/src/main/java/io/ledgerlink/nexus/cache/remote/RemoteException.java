package io.ledgerlink.nexus.cache.remote;

import org.jspecify.annotations.Nullable;

/** The remote tier did not answer, not in time, or with an error. Steers the caller's way; carries no stack trace. */
public final class RemoteException extends Exception {

    private static final long serialVersionUID = 1L;

    public RemoteException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
