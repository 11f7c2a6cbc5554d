package io.ledgerlink.nexus.cache.support;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that end with the JVM. They inherit no thread-locals of the thread that brings the first task, and have the class loader
 * of the thread that made this.
 *
 * <p>Safe for use by many threads.
 */
public final class DaemonThreads implements ThreadFactory {

    private final String name;
    private final @Nullable AtomicInteger count;
    private final ClassLoader classes = Thread.currentThread().getContextClassLoader();

    private DaemonThreads(String name, @Nullable AtomicInteger count) {
        this.name = name;
        this.count = count;
    }

    /** Threads that all have this name. */
    public static DaemonThreads named(String name) {
        return new DaemonThreads(name, null);
    }

    /** Threads of this name with a number behind it, from 1. */
    public static DaemonThreads numbered(String name) {
        return new DaemonThreads(name, new AtomicInteger());
    }

    @Override
    public Thread newThread(Runnable task) {
        String numbered = count == null ? name : name + count.incrementAndGet();
        Thread thread = new Thread(null, task, numbered, 0, false);
        thread.setContextClassLoader(classes);
        thread.setDaemon(true);
        return thread;
    }
}
