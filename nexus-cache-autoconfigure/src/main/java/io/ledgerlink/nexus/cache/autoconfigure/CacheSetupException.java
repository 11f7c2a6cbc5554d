package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.NexusCacheException;

/** The cache cannot be set up as the application is; says why, and what to do about it. */
final class CacheSetupException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    CacheSetupException(String description, String action) {
        super(description + " " + action);
        this.description = description;
        this.action = action;
    }

    String description() {
        return description;
    }

    String action() {
        return action;
    }
}
