package io.ledgerlink.nexus.cache.bus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the loads of other instances, and what the bus says of them.
 *
 * <p>Safe for use by many threads.
 */
public final class LoadNews {

    private final Map<String, Set<Wait>> waiting = new ConcurrentHashMap<>();

    /** Begins to listen for the end of an entry's load, until closed. */
    Wait await(String entryKey) {
        Wait wait = new Wait(entryKey);
        waiting.compute(entryKey, (key, waits) -> {
            Set<Wait> all = waits == null ? ConcurrentHashMap.newKeySet() : waits;
            all.add(wait);
            return all;
        });
        return wait;
    }

    boolean anybody() {
        return !waiting.isEmpty();
    }

    void tell(LoadMessage message) {
        Set<Wait> waits = waiting.get(message.entryKey());
        if (waits != null) {
            waits.forEach(wait -> wait.came.complete(new News(message.holder(), message.ending())));
        }
    }

    /** Has everyone look for themselves: what was said meanwhile may have been lost. */
    void wakeAll() {
        waiting.values().forEach(waits -> waits.forEach(wait -> wait.came.complete(News.NONE)));
    }

    /**
     * What was heard.
     *
     * @param holder whose load ended
     * @param ending how; {@code null} where nobody said anything, and it is time to look
     */
    public record News(String holder, @Nullable LoadEnding ending) {

        /** Nobody said anything. */
        public static final News NONE = new News("", null);

        /** Whether the entry of this holder's load will not come. */
        public boolean isVain(String of) {
            return holder.equals(of) && (ending == LoadEnding.REFUSED || ending == LoadEnding.FAILED);
        }
    }

    /** One who waits; the first news ends it. */
    public final class Wait implements AutoCloseable {

        private final String entryKey;
        private final CompletableFuture<News> came = new CompletableFuture<>();

        private Wait(String entryKey) {
            this.entryKey = entryKey;
        }

        /** What comes. Completed by whoever brings it, who must not be held up. */
        public CompletableFuture<News> came() {
            return came.copy();
        }

        @Override
        public void close() {
            waiting.computeIfPresent(entryKey, (key, waits) -> {
                waits.remove(this);
                return waits.isEmpty() ? null : waits;
            });
        }
    }
}
