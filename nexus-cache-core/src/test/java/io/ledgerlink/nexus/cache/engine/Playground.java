package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.bus.BusThreads;
import io.ledgerlink.nexus.cache.fixture.HeldTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Instances on one in-memory remote, whose time, messages, housekeepers and server a test moves by hand. */
final class Playground implements AutoCloseable {

    static final BusSettings BUS = BusSettings.defaults();

    private static final long EPOCH_MICROS = 1_790_000_000_000_000L;

    final InMemoryRemote remote = new InMemoryRemote();
    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(1));
    private final List<Player> players = new ArrayList<>();
    private boolean seemsOld;

    Playground() {
        setLag(Duration.ZERO);
    }

    /** Sets the server's clock back by this much. */
    void setLag(Duration lag) {
        remote.setClock(() -> EPOCH_MICROS + nanos.get() / 1000 - lag.toNanos() / 1000);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** The server tells that it has been running for long, as a replica does that was promoted. */
    void seemOld() {
        seemsOld = true;
    }

    Player join() {
        return join(CachePolicy.defaults());
    }

    Player join(CachePolicy policy) {
        return join(policy, Duration.ofSeconds(10));
    }

    Player join(CachePolicy policy, Duration remoteTimeout) {
        return join(policy, builder -> builder.remoteTimeout(remoteTimeout));
    }

    Player join(CachePolicy policy, UnaryOperator<NexusCacheBuilder> settings) {
        Player player = new Player(policy, settings);
        players.add(player);
        return player;
    }

    @Override
    public void close() {
        players.forEach(player -> player.cache.close());
    }

    /** One instance, and what holds it. */
    final class Player {

        final InMemoryRemoteTier link = remote.connect();
        final HeldTier tier = new HeldTier(link);
        final House house = new House();
        final NexusCache cache;

        /** What was sent: the command's name; after {@code read:} the number of entries, after {@code touch:} of bytes. */
        final Queue<String> sent = new ConcurrentLinkedQueue<>();

        private Player(CachePolicy policy, UnaryOperator<NexusCacheBuilder> settings) {
            this.cache = settings.apply(NexusCacheBuilder.named("app")
                            .defaults(policy)
                            .bus(BUS)
                            .ticker(nanos::get)
                            .chance(() -> 0)
                            .threads(house)
                            .remote(channel -> recorded(tier))
                            .startupTimeout(Duration.ofSeconds(10)))
                    .build();
        }

        String get(CacheKey key, String source) {
            return Objects.requireNonNull(fetch(key, source).value());
        }

        CacheStatus status(CacheKey key, String source) {
            return fetch(key, source).status();
        }

        private CachedResult<String> fetch(CacheKey key, String source) {
            return cache.<String, RuntimeException>fetch(key, String.class, () -> source, FetchOptions.cached());
        }

        /** Loads a value and waits until the remote tier has it. */
        void store(CacheKey key, String source) {
            long before = cache.statistics(key.cache()).stores();
            get(key, source);
            Await.until(
                    "the entry is stored", () -> cache.statistics(key.cache()).stores() > before);
        }

        void beat() {
            house.beat();
        }

        private RemoteTier recorded(RemoteTier tier) {
            return (RemoteTier) Proxy.newProxyInstance(
                    RemoteTier.class.getClassLoader(), new Class<?>[] {RemoteTier.class}, (self, method, arguments) -> {
                        String name = method.getName();
                        if (seemsOld && name.equals("servers")) {
                            return CompletableFuture.completedFuture(List.of(
                                    new ServerIdentity("promoted", TimeUnit.DAYS.toMillis(1), Set.of(), "Redis 7")));
                        }
                        sent.add(name + size(name, arguments));
                        try {
                            return method.invoke(tier, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static String size(String command, Object[] arguments) {
        return switch (command) {
            case "read" -> ":" + ((List<?>) arguments[0]).size();
            case "touch" -> ":" + ((StoreRequest) arguments[0]).envelope().length;
            default -> "";
        };
    }

    /** Does everything on the thread that brings it, unless told to wait. */
    static final class House implements BusThreads {

        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private Runnable round = () -> {};
        private boolean full;
        private boolean held;
        private boolean busy;

        /** Has no room for messages, or has again. */
        void full(boolean full) {
            this.full = full;
        }

        /** Keeps the housekeeper from working, or no longer. */
        void hold(boolean hold) {
            held = hold;
            work();
        }

        void beat() {
            keepHouse(round);
        }

        @Override
        public void hear(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("full on purpose");
            }
            task.run();
        }

        @Override
        public void keepHouse(Runnable task) {
            waiting.add(task);
            work();
        }

        private void work() {
            if (busy || held) {
                return;
            }
            busy = true;
            try {
                for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                    task.run();
                }
            } finally {
                busy = false;
            }
        }

        @Override
        public void everyBeat(Duration beat, Runnable task) {
            round = task;
        }

        @Override
        public void close() {
            waiting.clear();
        }
    }

    static CacheKey key() {
        return key("t1");
    }

    static CacheKey key(String tenant) {
        return CacheKey.builder("ledger")
                .tenant(tenant)
                .query("entries")
                .part("account", 7)
                .tags("account:7")
                .build();
    }
}
