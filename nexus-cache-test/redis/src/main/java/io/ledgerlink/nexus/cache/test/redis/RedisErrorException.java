package io.ledgerlink.nexus.cache.test.redis;

/** An error reply of Redis; the message is the reply as it came, such as {@code OOM command not allowed ...}. */
public final class RedisErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisErrorException(String reply) {
        super(reply);
    }
}
