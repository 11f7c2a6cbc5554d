package io.ledgerlink.nexus.cache.event;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.support.DaemonThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes a {@link CacheEvictedEvent} for every eviction that arrives on this instance.
 *
 * <p>Internal. The bus' thread only hands over; one daemon thread publishes in order. Where more than {@link #CAPACITY} wait, the
 * newest are dropped and counted, and the log is told once until none waits. Runs while the context runs; stopping waits a
 * second for what still waits.
 */
public final class EvictionEvents implements SmartLifecycle {

    static final int CAPACITY = 1_000;

    private static final Logger log = LoggerFactory.getLogger(EvictionEvents.class);

    private final Supplier<CacheEvictor> evictor;
    private final ApplicationEventPublisher publisher;
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final EvictionListener listener = this::handOver;

    private volatile @Nullable ThreadPoolExecutor thread;

    public EvictionEvents(Supplier<CacheEvictor> evictor, ApplicationEventPublisher publisher) {
        this.evictor = evictor;
        this.publisher = publisher;
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            thread = new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(CAPACITY),
                    DaemonThreads.named("nexus-cache-events"),
                    this::drop);
            evictor.get().addListener(listener);
        }
    }

    @Override
    public synchronized void stop() {
        ThreadPoolExecutor current = thread;
        if (current == null) {
            return;
        }
        evictor.get().removeListener(listener);
        thread = null;
        current.shutdown();
        try {
            if (!current.awaitTermination(1, TimeUnit.SECONDS)) {
                current.shutdownNow();
            }
        } catch (InterruptedException e) {
            current.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before what may evict, and after it has ended. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    /** How many evictions were not told because too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    private void handOver(EvictionListener.Eviction eviction) {
        ThreadPoolExecutor current = thread;
        if (current != null) {
            current.execute(() -> publish(eviction));
        }
    }

    private void drop(Runnable task, ThreadPoolExecutor executor) {
        if (executor.isShutdown()) {
            return;
        }
        dropped.increment();
        if (dropping.compareAndSet(false, true)) {
            log.warn(
                    "More than {} evictions wait to be published as CacheEvictedEvent, so the newest are dropped until"
                            + " none waits. The evictions themselves are not affected. A listener of CacheEvictedEvent"
                            + " is too slow: let it hand its work over.",
                    CAPACITY);
        }
    }

    private void publish(EvictionListener.Eviction eviction) {
        try {
            publisher.publishEvent(new CacheEvictedEvent(eviction.instance(), eviction.own(), eviction.stamps()));
        } catch (RuntimeException e) {
            log.error("A listener of CacheEvictedEvent failed; the eviction itself is not affected", e);
        }
        ThreadPoolExecutor current = thread;
        if (current != null && current.getQueue().isEmpty()) {
            dropping.set(false);
        }
    }
}
