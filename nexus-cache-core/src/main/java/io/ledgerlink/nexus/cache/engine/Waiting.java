package io.ledgerlink.nexus.cache.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * How a caller's thread waits for another's load, for as long as it takes.
 *
 * <p>Internal. The simulation brings its own.
 */
@FunctionalInterface
public interface Waiting {

    <T> T await(CompletableFuture<T> outcome) throws InterruptedException, ExecutionException;

    /** The thread stands still. */
    static Waiting blocking() {
        return CompletableFuture::get;
    }
}
