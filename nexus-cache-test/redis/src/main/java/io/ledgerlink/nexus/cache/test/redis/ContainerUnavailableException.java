package io.ledgerlink.nexus.cache.test.redis;

/** Why no Redis could be started in a container; the next origin is tried then. */
final class ContainerUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    ContainerUnavailableException(String message) {
        super(message);
    }

    ContainerUnavailableException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
