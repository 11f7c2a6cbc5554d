package io.ledgerlink.nexus.cache.test.redis;

/** A server that could not bind its port because another process was faster. */
final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PortTakenException(String message) {
        super(message);
    }
}
