package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The remote tier's server: it may be away or frozen, lose what it has, or become another one with an older state. */
final class Server {

    private static final long EPOCH_MICROS = 1_700_000_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration OF_AGE = Duration.ofDays(3);

    /** How far a promoted replica may be behind. */
    private static final Duration LAG = Duration.ofSeconds(10);

    /** A state of some moment, which evictions had been carried out by then, and what was not noticed yet. */
    private record State(long nanos, InMemoryRemote.Snapshot snapshot, long carriedOut, long wentBackTo) {}

    /** Looks at the server, and wants to hear nothing. */
    private static final class Deaf implements RemoteTier.Listener {

        @Override
        public void connected() {}

        @Override
        public void disconnected() {}

        @Override
        public void subscribed() {}

        @Override
        public void unsubscribed() {}

        @Override
        public void message(String text) {}
    }

    private final World world;
    private final Truth truth;
    private final InMemoryRemote remote = new InMemoryRemote();
    private final InMemoryRemoteTier observer = remote.connect();
    private final Deque<State> states = new ArrayDeque<>();
    private boolean up = true;
    private boolean frozen;
    private long clockMicros;
    private long clockBackMicros;
    private long startedAt;
    private final Set<Member> witnesses = new HashSet<>();

    /** The evictions after this one are lost by a restart that has not led to an eviction of everything yet. */
    private long wentBackTo = NEVER;

    /** Whether that can be noticed by witnesses alone: the age of the process does not tell. */
    private boolean hidden;

    private int runs = 1;
    private Set<String> histories = Set.of("history-1");

    Server(World world, Truth truth) {
        this.world = world;
        this.truth = truth;
        this.startedAt = world.nanos() - OF_AGE.toNanos();
        remote.setClock(this::micros);
        observer.open(new Deaf());
        keepState();
    }

    private long micros() {
        return EPOCH_MICROS + world.nanos() / 1000 - clockMicros;
    }

    /** By how much its clock has been set back altogether. */
    Duration clockBack() {
        return Duration.ofNanos(clockBackMicros * 1000);
    }

    InMemoryRemoteTier connect() {
        return remote.connect();
    }

    boolean up() {
        return up;
    }

    boolean frozen() {
        return frozen;
    }

    void setUp(boolean value) {
        up = value;
    }

    void setFrozen(boolean value) {
        frozen = value;
    }

    ServerIdentity identity() {
        return new ServerIdentity("run-" + runs, (world.nanos() - startedAt) / 1_000_000, histories, "Redis 7");
    }

    /** Remembers what is there now, as a replica or a disk would. */
    void keepState() {
        states.addLast(new State(world.nanos(), remote.snapshot(), truth.carriedOut(), wentBackTo));
        if (states.size() > 8) {
            states.removeFirst();
        }
    }

    void flush() {
        remote.flush();
    }

    /** Loses single keys, as an eviction policy does. */
    void loseKeys() {
        List<String> keys = remote.keys();
        for (int i = world.below(8); i >= 0 && !keys.isEmpty(); i--) {
            String key = world.oneOf(keys);
            world.tell("the server loses " + key);
            remote.forget(key);
        }
    }

    /** A replica takes over that has not everything, and whose clock may lag. */
    void failOver(boolean clockLags) {
        List<State> recent = new ArrayList<>(states);
        recent.removeIf(state -> world.nanos() - state.nanos > LAG.toNanos());
        if (recent.isEmpty()) {
            keepState();
            recent.add(states.getLast());
        }
        State state = world.oneOf(recent);
        world.tell("a replica takes over that is " + (world.nanos() - state.nanos) / 1_000_000 + " ms behind");
        String followed = "history-" + runs;
        become(state);
        truth.lostSince(state.carriedOut);
        wentBackTo = state.wentBackTo;
        hidden = true;
        histories = Set.of("history-" + runs, followed);
        startedAt = world.nanos() - OF_AGE.toNanos();
        if (clockLags) {
            long back = 1 + world.below(20_000_000);
            clockMicros += back;
            clockBackMicros += back;
        }
        giveUpWithoutWitnesses();
    }

    /**
     * The process starts again, from whatever is on its disk. Its age tells, unless its clock lags behind the newest stamps or a
     * replica takes its place before anybody has looked; those who have looked before notice that too.
     *
     * @param looked those who know the server as it was
     */
    void restart(Collection<Member> looked) {
        State state = world.oneOf(new ArrayList<>(states));
        world.tell("the server starts again with what it had " + (world.nanos() - state.nanos) / 1_000_000 + " ms ago");
        String followed = "history-" + runs;
        become(state);
        histories = world.chance(50) ? Set.of("history-" + runs, followed) : Set.of("history-" + runs);
        wentBackTo = Math.min(wentBackTo, Math.min(state.wentBackTo, state.carriedOut));
        witnesses.addAll(looked);
        hidden = clockBackMicros > 0;
        startedAt = world.nanos();
        giveUpWithoutWitnesses();
    }

    /** Everything was evicted: what had been lost is no longer missed. */
    void allEvicted() {
        wentBackTo = NEVER;
    }

    void gone(Member member) {
        witnesses.remove(member);
        giveUpWithoutWitnesses();
    }

    private void giveUpWithoutWitnesses() {
        if (wentBackTo != NEVER && hidden && witnesses.isEmpty()) {
            truth.lostSince(wentBackTo);
        }
    }

    private void become(State state) {
        remote.restore(state.snapshot);
        runs++;
        states.clear();
        keepState();
    }

    /** Whether a scope's stamp is at least that new. */
    boolean has(String scope, long stamp) {
        return observer.read(List.of(), List.of(scope))
                        .toCompletableFuture()
                        .join()
                        .stamps()[0]
                >= stamp;
    }
}
