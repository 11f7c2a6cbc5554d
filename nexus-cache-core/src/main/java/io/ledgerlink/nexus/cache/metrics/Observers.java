package io.ledgerlink.nexus.cache.metrics;

import io.ledgerlink.nexus.cache.CacheObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who observe one instance. Safe for use by many threads. */
public final class Observers {

    private static final Logger log = LoggerFactory.getLogger(Observers.class);

    private final List<CacheObserver> observers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failureTold = new AtomicBoolean();

    /** Adds an observer, then tells it of the caches that are there. */
    public void add(CacheObserver observer, Iterable<String> caches) {
        observers.add(observer);
        caches.forEach(cache -> tell(observer, told -> told.opened(cache)));
    }

    public void remove(CacheObserver observer) {
        observers.remove(observer);
    }

    public void opened(String cache) {
        tellAll(observer -> observer.opened(cache));
    }

    public void loaded(String cache, long nanos, boolean failed) {
        if (!observers.isEmpty()) {
            Duration took = Duration.ofNanos(nanos);
            tellAll(observer -> observer.loaded(cache, took, failed));
        }
    }

    public boolean isEmpty() {
        return observers.isEmpty();
    }

    public void evictionHeard(Duration lag) {
        tellAll(observer -> observer.evictionHeard(lag));
    }

    private void tellAll(Consumer<CacheObserver> news) {
        observers.forEach(observer -> tell(observer, news));
    }

    private void tell(CacheObserver observer, Consumer<CacheObserver> news) {
        try {
            news.accept(observer);
        } catch (RuntimeException e) {
            if (failureTold.compareAndSet(false, true)) {
                log.warn(
                        "A CacheObserver failed: {}. It is told of what comes all the same; let it catch what it throws."
                                + " Further failures are logged at DEBUG",
                        observer.getClass().getName(),
                        e);
            } else {
                log.debug("A CacheObserver failed: {}", observer.getClass().getName(), e);
            }
        }
    }
}
