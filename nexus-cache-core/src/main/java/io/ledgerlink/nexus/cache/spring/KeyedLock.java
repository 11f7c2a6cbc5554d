package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.CacheKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets callers of one key act one after the other; nobody waits under a lock. */
final class KeyedLock {

    private final Map<CacheKey, CompletableFuture<Void>> taken = new ConcurrentHashMap<>();

    <T extends @Nullable Object> T take(CacheKey key, Supplier<T> action) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        for (CompletableFuture<Void> other = taken.putIfAbsent(key, own);
                other != null;
                other = taken.putIfAbsent(key, own)) {
            other.join();
        }
        try {
            return action.get();
        } finally {
            taken.remove(key, own);
            own.complete(null);
        }
    }
}
