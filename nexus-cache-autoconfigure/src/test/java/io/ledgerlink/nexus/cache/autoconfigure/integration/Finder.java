package io.ledgerlink.nexus.cache.autoconfigure.integration;

import java.util.concurrent.CompletableFuture;

/** What callers of {@link GuardedQueries} see. */
public interface Finder<K> {

    String find(String tenant, K key);

    String clerksOnly(String tenant);

    String composed(String tenant);

    String transactional(String tenant);

    CompletableFuture<String> later(String tenant);
}
