package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A stand-in for Redis inside one JVM, for tests: what several instances of the cache share.
 *
 * <pre>{@code
 * InMemoryRemote remote = new InMemoryRemote();
 * InMemoryRemoteTier a = remote.connect();
 * InMemoryRemoteTier b = remote.connect();
 * }</pre>
 *
 * <p>It keeps entries, stamps and their lives as Redis does, and delivers every message to every instance, the sender
 * included, in one order. Faults are played by its methods and by those of the instances. All methods are safe for use by
 * many threads; the instances' listeners and stages are called outside of its lock.
 *
 * <p>Unless it was given an executor, each operation is done on the thread that asks, and its stage is complete when the
 * method returns. With an executor, doing an operation, completing its stage and delivering each message is one task
 * each, so that a test can run them in an order of its own; the messages to one instance stay in order whatever it does.
 *
 * @since 0.1
 */
public final class InMemoryRemote {

    /**
     * A first run holds nothing that is older than itself, so it need not look young: instances that come to a young server
     * evict everything once. Only {@link #restore} makes it young.
     */
    private static final long AGE_AT_FIRST_MICROS = TimeUnit.HOURS.toMicros(1);

    private final Object lock = new Object();
    private final Executor executor;
    private final Keyspace keyspace;
    private final List<InMemoryRemoteTier> instances = new ArrayList<>();
    private List<Runnable> due = new ArrayList<>();
    private boolean reachable = true;
    private int runs = 1;
    private long runningSince;

    /** Creates an empty one that does everything on the thread that asks. */
    public InMemoryRemote() {
        this(Runnable::run);
    }

    /** Creates an empty one that does everything by an executor. */
    public InMemoryRemote(Executor executor) {
        this.executor = executor;
        this.keyspace = new Keyspace(InMemoryRemote::systemMicros, this::send);
        this.runningSince = keyspace.now() - AGE_AT_FIRST_MICROS;
    }

    private static long systemMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Returns one more instance's view. */
    public InMemoryRemoteTier connect() {
        return locked(server -> {
            InMemoryRemoteTier instance = new InMemoryRemoteTier(this);
            instances.add(instance);
            return instance;
        });
    }

    /** Has this clock, in µs since 1970, give the stamps and end the lives from now on. */
    public void setClock(LongSupplier micros) {
        run(() -> {
            long age = keyspace.now() - runningSince;
            keyspace.setClock(micros);
            runningSince = keyspace.now() - age;
        });
    }

    /** Cuts off all instances, those that come later too, until {@link #reconnect}. */
    public void disconnect() {
        setReachable(false);
    }

    /** Ends {@link #disconnect()}. An instance that was cut off by itself stays so. */
    public void reconnect() {
        setReachable(true);
    }

    private void setReachable(boolean value) {
        run(() -> {
            reachable = value;
            instances.forEach(InMemoryRemoteTier::update);
        });
    }

    /** Loses every key, as {@code FLUSHALL} does. */
    public void flush() {
        run(keyspace::clear);
    }

    /** Loses one key, as an eviction policy does; returns whether it was there. */
    public boolean forget(String key) {
        return locked(server -> server.remove(key));
    }

    /** Returns all keys that are there, in their order. */
    public List<String> keys() {
        return locked(Keyspace::keys);
    }

    /** How many ms a key will live on: -1 for ever, -2 if it is not there. */
    public long lifeMillis(String key) {
        return locked(server -> server.lifeMillis(key));
    }

    /** Copies what is there now. */
    public Snapshot snapshot() {
        return locked(server -> new Snapshot(server.copy()));
    }

    /**
     * Goes back to an older state under a new run id, as a replica that was behind does when it is promoted, or a server
     * that starts from its disk. Connections stay: a test that wants them lost says {@link #disconnect} as well.
     */
    public void restore(Snapshot snapshot) {
        run(() -> {
            keyspace.replaceBy(snapshot.items);
            runs++;
            runningSince = keyspace.now();
        });
    }

    /** Runs an operation under the lock, and then what it has led to outside of it. */
    <T> T locked(Function<Keyspace, T> operation) {
        List<Runnable> after;
        T result;
        synchronized (lock) {
            try {
                result = operation.apply(keyspace);
            } finally {
                after = due;
                due = new ArrayList<>();
            }
        }
        after.forEach(executor::execute);
        return result;
    }

    void run(Runnable operation) {
        locked(server -> {
            operation.run();
            return true;
        });
    }

    void execute(Runnable task) {
        executor.execute(task);
    }

    /** Called under the lock. */
    void later(Runnable task) {
        due.add(task);
    }

    /** Called under the lock: does an operation, and returns how to tell what came of it. */
    <T> Runnable reply(CompletableFuture<T> stage, Function<Keyspace, T> operation) {
        try {
            T value = operation.apply(keyspace);
            return () -> stage.complete(value);
        } catch (RuntimeException e) {
            return () -> stage.completeExceptionally(e);
        }
    }

    /** Called under the lock. */
    boolean isReachable() {
        return reachable;
    }

    /** Called under the lock. */
    void leave(InMemoryRemoteTier instance) {
        instances.remove(instance);
    }

    /** Called under the lock; a message that is lost on its way counts as heard, as it does at Redis. */
    int send(String message) {
        List<InMemoryRemoteTier> subscribers =
                instances.stream().filter(InMemoryRemoteTier::isOnline).toList();
        subscribers.forEach(instance -> instance.deliver(message));
        return subscribers.size();
    }

    /** Called under the lock. */
    ServerIdentity identity() {
        return new ServerIdentity(
                "memory-" + runs,
                TimeUnit.MICROSECONDS.toMillis(keyspace.now() - runningSince),
                Set.of(),
                "The in-memory Redis");
    }

    /** A copy of everything that was there once. */
    public static final class Snapshot {

        private final TreeMap<String, Item> items;

        private Snapshot(TreeMap<String, Item> items) {
            this.items = items;
        }
    }
}
