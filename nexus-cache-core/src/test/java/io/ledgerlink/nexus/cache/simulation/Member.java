package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.bus.BusThreads;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.load.Waiting;
import io.ledgerlink.nexus.cache.settings.BreakerSettings;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.settings.FleetSettings;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Policies;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import io.ledgerlink.nexus.cache.wiring.Blueprint;
import io.ledgerlink.nexus.cache.wiring.Instance;
import io.ledgerlink.nexus.cache.wiring.Platform;
import io.ledgerlink.nexus.cache.wiring.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One instance of the cache: the real engine and bus, with simulated threads, time and connections. */
final class Member {

    /** Longer than any run takes in real time; the deadline that counts is the simulated one. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Short beside the time that all has to heal. */
    static final FleetSettings FLEET =
            new FleetSettings(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(5));

    private static final CacheCodec CODEC = JsonCodec.standard();

    /** What a load may rest on. */
    record Circumstances(long stampSum, Epoch epoch) {}

    /** A load under way: the number of its call, and what stood when the call began. */
    record Loading(long call, Circumstances called) {

        /** Whether nothing has changed since the earlier of the two calls began, so that they should have one load. */
        boolean shouldBeOneWith(Loading other, Circumstances now) {
            return (call < other.call ? called : other.called).equals(now);
        }
    }

    /** What calls up to one load need not be shared with any later one, because of what another call did. */
    record Unshared(long upTo, long by) {}

    private record Message(String text, Runnable task) {}

    private final World world;
    private final Truth truth;
    private final String name;
    private final Link link;
    private final ConcurrentMap<String, Scope> table = new ConcurrentHashMap<>();
    private final Scopes scopes = new Scopes(Question.TEXT, table);
    private final Bus bus;
    private final NexusCache cache;
    private final Queued storing = new Queued();
    private final Queued async = new Queued();
    private final Queued refreshing = new Queued();
    private final Queued loadingElsewhere = new Queued();
    private final Deque<Message> hearing = new ArrayDeque<>();
    private final Deque<Runnable> house = new ArrayDeque<>();
    private final List<Actor> actors = new ArrayList<>();
    private final int[] floors = new int[Question.ALL.size()];
    private final Set<String> heard = new HashSet<>();
    private final Map<Question, List<Loading>> loading = new HashMap<>();
    private final Map<Question, List<Long>> asking = new HashMap<>();
    private final Map<Question, Unshared> unshared = new HashMap<>();
    private final BusSettings settings;
    private @Nullable Actor housekeeper;
    private Runnable round = () -> {};
    private long beatAt = Actor.NEVER;
    private String arriving = "";
    private long lastSign;
    private long firstRefresh = Long.MAX_VALUE;

    Member(World world, Server server, Truth truth, Weather weather, String name, Transactions transactions) {
        this.world = world;
        this.truth = truth;
        this.name = name;
        this.link = new Link(world, server, truth, this);
        this.settings = weather.settings();
        Instance instance = Instance.of(new Blueprint(
                new Blueprint.Identity(name, Question.TEXT, scopes),
                link,
                new Blueprint.Times(PATIENCE, Duration.ZERO),
                new Blueprint.Settings(settings, BreakerSettings.defaults(), FLEET),
                new Policies(weather.policies(), weather.policy(), Map.of(), kind -> CODEC),
                new Platform(world::nanos, world::share, new Turns(), transactions, ContextCarrier.none()),
                new Threads(
                        new HeldThreads(), storing, async, refreshing, loadingElsewhere, new Threads.Share(16, 1_000)),
                null));
        this.bus = instance.bus();
        this.cache = instance.engine();
        bus.open();
    }

    Link link() {
        return link;
    }

    /** Whether it has looked at the server, and found it right. */
    boolean ready() {
        return bus.ready();
    }

    NexusCache cache() {
        return cache;
    }

    /** The messages of evictions that it has taken in. */
    Set<String> heard() {
        return heard;
    }

    int floor(Question question) {
        return floors[question.number()];
    }

    /** From now on no answer of this scope may be older. */
    void raiseFloors(String scope, int[] versions) {
        for (Question question : Question.OF_SCOPE.getOrDefault(scope, List.of())) {
            floors[question.number()] = Math.max(floors[question.number()], versions[question.row()]);
        }
    }

    /** The newest stamp of a scope that it knows, 0 if none. */
    long knownStamp(String key) {
        Scope near = table.get(key);
        if (near != null) {
            return near.stamp();
        }
        return scopes.wide().stream()
                .filter(scope -> scope.key().equals(key))
                .mapToLong(Scope::stamp)
                .findFirst()
                .orElse(0);
    }

    Circumstances circumstances(Question question) {
        return new Circumstances(
                scopes.lineage(question.key(), question.key().tags()).stampSum(), bus.epoch());
    }

    List<Loading> loading(Question question) {
        return loading.computeIfAbsent(question, unknown -> new ArrayList<>());
    }

    /** When the calls for it that are under way began. */
    List<Long> asking(Question question) {
        return asking.computeIfAbsent(question, unknown -> new ArrayList<>());
    }

    void unshare(Question question, Unshared calls) {
        unshared.put(question, calls);
    }

    Unshared unshared(Question question) {
        return unshared.getOrDefault(question, new Unshared(0, 0));
    }

    /** Begins an actor that dies with this instance. */
    Actor begin(String what, Runnable work) {
        Actor actor = world.begin(name + " " + what, work);
        actors.removeIf(Actor::over);
        actors.add(actor);
        return actor;
    }

    boolean idle() {
        return actors.stream().allMatch(Actor::over);
    }

    /** Forgets the scopes that nobody holds, as the garbage collector does, in a moment when nothing is under way. */
    void forgetScopes() {
        if (quiet()) {
            Set<Scope> held = Held.by(bus, cache);
            table.values().removeIf(scope -> !held.contains(scope));
            world.tell(name + " forgets all scopes but " + held.size());
        }
    }

    private boolean quiet() {
        return idle() && link.idle() && !hasStores() && !hasRefreshes() && !hasAsyncWork() && !hasLoads();
    }

    /** Ends it as it stands: nothing is told to anybody. */
    void die() {
        link.close();
        List.copyOf(actors).forEach(Actor::kill);
    }

    /** It has just learnt something from outside: by a message, a reply, or the source. */
    void sign() {
        lastSign = world.nanos();
    }

    long lastSign() {
        return lastSign;
    }

    /** A message is handed over by the link. */
    void arrives(String text, Runnable handOver) {
        arriving = text;
        handOver.run();
    }

    boolean hasMessages() {
        return !hearing.isEmpty();
    }

    void hear() {
        Message message = hearing.remove();
        if (world.telling()) {
            world.tell(name + " takes in " + message.text);
        }
        message.task.run();
        truth.heard(this, message.text);
    }

    boolean hasStores() {
        return !storing.waiting.isEmpty();
    }

    void store() {
        storing.waiting.remove().run();
    }

    boolean hasRefreshes() {
        return !refreshing.waiting.isEmpty();
    }

    void refresh() {
        firstRefresh = Math.min(firstRefresh, world.nanos());
        begin("refreshes", refreshing.waiting.remove());
    }

    /** When it began to load something again for the first time. */
    long firstRefresh() {
        return firstRefresh;
    }

    boolean hasAsyncWork() {
        return !async.waiting.isEmpty();
    }

    void workAsync() {
        begin("works for an asynchronous call", async.waiting.remove());
    }

    boolean hasLoads() {
        return !loadingElsewhere.waiting.isEmpty();
    }

    void load() {
        begin("loads for a caller", loadingElsewhere.waiting.remove());
    }

    long beatAt() {
        return beatAt;
    }

    boolean hasHousework() {
        boolean idle = housekeeper == null || housekeeper.over();
        return idle && (!house.isEmpty() || world.nanos() >= beatAt);
    }

    void keepHouse() {
        if (house.isEmpty()) {
            beatAt = Actor.NEVER;
            housekeeper = begin("beats", () -> {
                round.run();
                beatAt = world.nanos() + settings.beat().toNanos();
            });
        } else {
            housekeeper = begin("keeps house", house.remove());
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private final class HeldThreads implements BusThreads {

        @Override
        public void hear(Runnable task) {
            if (hearing.size() >= settings.queue()) {
                throw new RejectedExecutionException("The queue for messages is full");
            }
            hearing.add(new Message(arriving, task));
        }

        @Override
        public void keepHouse(Runnable task) {
            house.add(task);
        }

        @Override
        public void everyBeat(Duration beat, Runnable task) {
            round = task;
            beatAt = world.nanos() + beat.toNanos();
        }

        @Override
        public void close() {
            hearing.clear();
            house.clear();
            beatAt = Actor.NEVER;
        }
    }

    /** Callers who wait for a load give their turn back, and wait by the simulated time. */
    private final class Turns implements Waiting {

        @Override
        public long now() {
            return world.nanos();
        }

        @Override
        public <T extends @Nullable Object> T await(CompletableFuture<T> outcome)
                throws InterruptedException, ExecutionException {
            pause(outcome, Actor.NEVER);
            return outcome.get();
        }

        @Override
        public <T extends @Nullable Object> T await(CompletableFuture<T> outcome, long until)
                throws InterruptedException, ExecutionException, TimeoutException {
            pause(outcome, until);
            if (!outcome.isDone()) {
                throw new TimeoutException();
            }
            return outcome.get();
        }

        @Override
        public <T extends @Nullable Object> CompletableFuture<T> bound(CompletableFuture<T> outcome, long until) {
            CompletableFuture<T> bound = outcome.copy();
            if (!bound.isDone()) {
                begin("keeps a time", () -> {
                    pause(bound, until);
                    bound.completeExceptionally(new TimeoutException());
                });
            }
            return bound;
        }

        @Override
        public void tell(Runnable news) {
            begin("is told", news);
        }

        private void pause(CompletableFuture<?> outcome, long until) {
            Actor actor = Actor.current();
            if (actor != null && !outcome.isDone()) {
                actor.pause(outcome::isDone, until);
            }
        }
    }

    /** Keeps tasks until the scheduler has one done. */
    private static final class Queued extends AbstractExecutorService {

        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean down;

        @Override
        public void execute(Runnable task) {
            if (down) {
                throw new RejectedExecutionException("The instance has been closed");
            }
            waiting.add(task);
        }

        @Override
        public void shutdown() {
            down = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            down = true;
            List<Runnable> left = List.copyOf(waiting);
            waiting.clear();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return down;
        }

        @Override
        public boolean isTerminated() {
            return down && waiting.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isTerminated();
        }
    }
}
