package io.ledgerlink.nexus.cache.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the simulated world: it runs while it has the turn, and gives the turn back where it waits or ends.
 *
 * <p>So of all actors and the scheduler exactly one runs at any time.
 */
final class Actor {

    /** Unwinds the thread of an instance that has died. */
    static final class Gone extends Error {

        private static final long serialVersionUID = 1L;

        private Gone() {
            super("The instance of this thread has died", null, false, false);
        }
    }

    static final long NEVER = Long.MAX_VALUE;

    private static final ThreadLocal<@Nullable Actor> CURRENT = new ThreadLocal<>();

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Runnable work;
    private final Thread scheduler;
    private volatile @Nullable Thread thread;
    private volatile boolean hasTurn;

    // All below is touched by whoever has the turn.
    private BooleanSupplier until = () -> true;
    private long wakeAt = NEVER;
    private boolean gone;
    private boolean over;

    /** Made by the scheduler, or by another actor; runs nothing before its first turn. */
    Actor(String name, Runnable work) {
        Actor maker = current();
        this.name = name;
        this.work = work;
        this.scheduler = maker == null ? Thread.currentThread() : maker.scheduler;
    }

    /** The actor whose turn it is, {@code null} on the scheduler's thread. */
    static @Nullable Actor current() {
        return CURRENT.get();
    }

    boolean over() {
        return over;
    }

    /** Whether it could use a turn. */
    boolean ready(long now) {
        return !over && (now >= wakeAt || until.getAsBoolean());
    }

    /** When it no longer waits for anything. */
    long wakeAt() {
        return over ? NEVER : wakeAt;
    }

    /** Gives it the turn, and waits until it is given back. */
    void go() {
        hasTurn = true;
        Thread known = thread;
        if (known == null) {
            THREADS.execute(this::run);
        } else {
            LockSupport.unpark(known);
        }
        while (hasTurn) {
            LockSupport.park(this);
        }
    }

    /** Ends it, wherever it is. */
    void kill() {
        gone = true;
        if (thread == null) {
            over = true;
        }
        while (!over) {
            go();
        }
    }

    /** Gives the turn back, until something holds or a time has come. For the actor's own thread. */
    void pause(BooleanSupplier condition, long latest) {
        if (gone) {
            throw new Gone();
        }
        until = condition;
        wakeAt = latest;
        giveBack();
        while (!hasTurn) {
            LockSupport.park(this);
        }
        until = () -> true;
        wakeAt = NEVER;
        if (gone) {
            throw new Gone();
        }
    }

    private void run() {
        thread = Thread.currentThread();
        CURRENT.set(this);
        try {
            work.run();
        } catch (Gone died) {
            over = true;
        } finally {
            over = true;
            CURRENT.remove();
            giveBack();
        }
    }

    private void giveBack() {
        hasTurn = false;
        LockSupport.unpark(scheduler);
    }

    @Override
    public String toString() {
        return name;
    }
}
