package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.RecursiveLoadException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which keys the current thread is asking a source for, innermost first. */
final class LoadsOfThread {

    private final ThreadLocal<@Nullable Frame> innermost = new ThreadLocal<>();

    void refuseOwn(CacheKey key) {
        for (Frame frame = innermost.get(); frame != null; frame = frame.outer) {
            if (frame.keys.contains(key)) {
                throw new RecursiveLoadException(key);
            }
        }
    }

    /** Enters a load of these keys; closing it leaves. */
    Frame enter(Collection<CacheKey> keys) {
        Frame frame = new Frame(this, keys, innermost.get());
        innermost.set(frame);
        return frame;
    }

    record Frame(
            LoadsOfThread owner,
            Collection<CacheKey> keys,
            @Nullable Frame outer) implements AutoCloseable {

        @Override
        public void close() {
            if (outer == null) {
                owner.innermost.remove();
            } else {
                owner.innermost.set(outer);
            }
        }
    }
}
