package io.ledgerlink.nexus.cache.key;

/**
 * A value has no canonical text. The reader of the query turns it into a message with a place.
 *
 * <p>Its text says what is wrong and what to do instead.
 */
public final class UnfitValueException extends RuntimeException {

    UnfitValueException(String message) {
        super(message);
    }
}
