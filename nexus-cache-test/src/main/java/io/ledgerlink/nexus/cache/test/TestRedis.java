package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory Redis of a test, and the faults that it can have.
 *
 * <p>It keeps entries and stamps as Redis does, for all instances of one {@link NexusCacheTester}. Each fault lasts until its
 * counterpart is called, or until {@link NexusCacheTester#empty}. Safe for use by many threads.
 *
 * @since 0.1
 */
public final class TestRedis {

    private final Gate gate = new Gate();
    private final InMemoryRemote store = new InMemoryRemote(gate);
    private final List<InMemoryRemoteTier> links = new CopyOnWriteArrayList<>();
    private final Runnable changed;
    private boolean losing;

    TestRedis(TestClock clock, Runnable changed) {
        this.changed = changed;
        store.setClock(clock::micros);
    }

    /** Goes away: all connections break, and every instance knows it. */
    public void disconnect() {
        store.disconnect();
        changed.run();
    }

    /** Comes back with all that it had. Pending evictions are delivered before this returns. */
    public void reconnect() {
        store.reconnect();
        changed.run();
    }

    /**
     * Accepts commands and answers none, as a server that hangs. A call waits for it no longer than {@code remote.timeout}, in
     * real time, and goes on without it.
     */
    public void freeze() {
        gate.close();
    }

    /** Carries out what came in the meantime, and answers again. */
    public void thaw() {
        gate.open();
        changed.run();
    }

    /** Loses every message between instances from now on, though their subscriptions seem to stand; or no longer does. */
    public synchronized void loseMessages(boolean lose) {
        losing = lose;
        links.forEach(link -> link.loseMessages(lose));
    }

    /** Loses all keys, as {@code FLUSHALL} does. */
    public void flush() {
        store.flush();
    }

    /** The keys that are there, in their order: entries, stamps and leases. */
    public List<String> keys() {
        return store.keys();
    }

    /** What it keeps, for faults that are rarer than these. */
    public InMemoryRemote store() {
        return store;
    }

    synchronized RemoteTier connect() {
        InMemoryRemoteTier link = store.connect();
        link.loseMessages(losing);
        links.add(link);
        return link;
    }

    /** Ends every fault. */
    void heal() {
        loseMessages(false);
        gate.open();
        store.reconnect();
        changed.run();
    }

    /** Lets tasks pass, or holds them up in their order. */
    private static final class Gate implements Executor {

        private final Queue<Runnable> held = new ArrayDeque<>();
        private boolean closed;

        @Override
        public void execute(Runnable task) {
            synchronized (this) {
                if (closed) {
                    held.add(task);
                    return;
                }
            }
            task.run();
        }

        synchronized void close() {
            closed = true;
        }

        void open() {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        }

        private synchronized @Nullable Runnable next() {
            Runnable task = held.poll();
            closed = task != null;
            return task;
        }
    }
}
