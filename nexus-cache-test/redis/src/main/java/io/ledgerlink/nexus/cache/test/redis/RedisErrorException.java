package io.ledgerlink.nexus.cache.test.redis;

/** An error reply of Redis; the message is the reply, such as {@code OOM command not allowed ...}, then the server that sent it. */
public final class RedisErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisErrorException(String reply) {
        super(reply);
    }

    /** The same reply, with the name of the server that sent it. */
    RedisErrorException from(String server) {
        return new RedisErrorException(getMessage() + " (" + server + ")");
    }
}
