package io.ledgerlink.nexus.cache.bus;

/**
 * How a load ended that other instances wait for.
 */
public enum LoadEnding {
    /** Its entry is there to be read. */
    STORED("stored"),
    /** Its entry was not stored, because something was evicted meanwhile or the value is not one to be kept. */
    REFUSED("refused"),
    /** The source failed, or took too long. */
    FAILED("failed");

    private final String word;

    LoadEnding(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
