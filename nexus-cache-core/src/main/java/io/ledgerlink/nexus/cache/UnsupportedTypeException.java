package io.ledgerlink.nexus.cache;

/**
 * Says that values of a declared type, or one value of it, cannot be kept as bytes; the text says what to write instead.
 *
 * @since 0.1
 */
public final class UnsupportedTypeException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a text that names the type, the reason and the way out. */
    public UnsupportedTypeException(String message) {
        super(message);
    }
}
