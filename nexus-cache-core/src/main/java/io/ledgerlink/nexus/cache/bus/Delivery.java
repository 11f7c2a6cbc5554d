package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import io.ledgerlink.nexus.cache.bus.BusMessage.Verb;
import io.ledgerlink.nexus.cache.bus.Journal.Undelivered;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Sends evictions, numbered, and keeps those that were not confirmed until they are.
 *
 * <p>Every scope handed over must have its eviction begun; it is ended here, when the remote tier has confirmed it, however
 * late. Safe for use by many threads; only {@link #redeliver} and {@link #raise} wait.
 */
final class Delivery {

    /** Scopes per script: long enough to save round trips, short enough not to keep a server from others. */
    private static final int PER_SCRIPT = 500;

    /** What is not taken back makes the others begin a new epoch, and confirm what they have: no harm in a bound. */
    private static final int MOST_VOIDED = 200;

    private final String self;
    private final RemoteTier remote;
    private final Ticker ticker;
    private final ServerClock clock;
    private final RecentStamps recent;
    private final Journal journal;
    private final long stampLifeMillis;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Long> voided = new ArrayList<>();

    Delivery(
            String self,
            RemoteTier remote,
            Scopes scopes,
            Ticker ticker,
            ServerClock clock,
            RecentStamps recent,
            BusSettings settings) {
        this.self = self;
        this.remote = remote;
        this.ticker = ticker;
        this.clock = clock;
        this.recent = recent;
        this.journal = new Journal(scopes, settings.memory());
        this.stampLifeMillis = settings.stampLife().toMillis();
    }

    /**
     * Sends evictions of one slot; on failure they wait in the journal. A tag and its clock are sent one after the other where
     * they were refused together, as by a slot on its way to another node, which may have only one of them.
     */
    SentEviction<StampReply> evict(List<Scope> scopes) {
        Map<Scope, Unconfirmed> evictions = unconfirmed(scopes);
        CompletionStage<StampReply> answer = send(scopes);
        if (scopes.size() != 2 || !scopes.get(1).isTagClock()) {
            return keptUntilConfirmed(evictions, answer);
        }
        CompletionStage<StampReply> settled = answer.handle((reply, failure) -> {
                    if (failure != null) {
                        return apart(evictions, scopes.get(0), scopes.get(1));
                    }
                    evictions.values().forEach(unconfirmed -> unconfirmed.end(true));
                    return CompletableFuture.completedStage(reply);
                })
                .thenCompose(stage -> stage);
        return new SentEviction<>(settled, new AllConfirmed(evictions.values()));
    }

    /** The tag first: between the two it is newer than the clock, and nothing is stored that carries it. */
    private CompletionStage<StampReply> apart(Map<Scope, Unconfirmed> evictions, Scope tag, Scope clock) {
        return alone(evictions, tag)
                .handle((tagged, failure) -> alone(evictions, clock)
                        .thenCompose(timed -> failure != null
                                ? CompletableFuture.<StampReply>failedStage(failure)
                                : CompletableFuture.completedStage(new StampReply(
                                        new long[] {tagged.stamps()[0], timed.stamps()[0]},
                                        Math.min(tagged.heardBy(), timed.heardBy()),
                                        timed.serverMicros()))))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<StampReply> alone(Map<Scope, Unconfirmed> evictions, Scope scope) {
        return keptUntilConfirmed(Map.of(scope, Objects.requireNonNull(evictions.get(scope))), send(List.of(scope)))
                .answer();
    }

    private CompletionStage<StampReply> send(List<Scope> scopes) {
        List<StampRequest> requests = requests(scopes);
        return send(once(scopes), head -> remote.evict(requests, head), StampReply::stamps, StampReply::serverMicros);
    }

    /** Keeps evictions for later, without trying. */
    Confirmation postpone(Collection<Scope> scopes) {
        Map<Scope, Unconfirmed> evictions = unconfirmed(scopes);
        journal.add(evictions);
        return new AllConfirmed(evictions.values());
    }

    /** Sends a command that evicts one scope and does more; on failure the eviction waits in the journal. */
    <T> SentEviction<T> evictWith(
            Scope scope,
            Function<MessageHead, CompletionStage<T>> command,
            ToLongFunction<T> stamp,
            ToLongFunction<T> serverMicros) {
        return keptUntilConfirmed(
                unconfirmed(List.of(scope)),
                send(Map.of(scope, 1), command, reply -> new long[] {stamp.applyAsLong(reply)}, serverMicros));
    }

    private <T> SentEviction<T> keptUntilConfirmed(Map<Scope, Unconfirmed> evictions, CompletionStage<T> answer) {
        CompletionStage<T> settled = answer.whenComplete((reply, failure) -> {
            if (failure == null) {
                evictions.values().forEach(unconfirmed -> unconfirmed.end(true));
            } else {
                journal.add(evictions);
            }
        });
        return new SentEviction<>(settled, new AllConfirmed(evictions.values()));
    }

    private static Map<Scope, Unconfirmed> unconfirmed(Collection<Scope> scopes) {
        Map<Scope, Unconfirmed> evictions = new LinkedHashMap<>();
        scopes.forEach(scope -> evictions.put(scope, new Unconfirmed()));
        return evictions;
    }

    private static Map<Scope, Integer> once(Collection<Scope> scopes) {
        Map<Scope, Integer> evictions = new LinkedHashMap<>();
        scopes.forEach(scope -> evictions.put(scope, 1));
        return evictions;
    }

    StampRequest request(Scope scope) {
        return new StampRequest(scope.key(), scope.stamp(), scope.wide() ? 0 : stampLifeMillis);
    }

    /**
     * Makes the stamps of one slot present and no older than known; tells the scopes nothing.
     *
     * @param behind scopes of which the server has been found to have an older stamp. They are raised above the known one, not
     *     to it: evictions that the server has confirmed under such a stamp may have gone unheard, and what was loaded
     *     under the known one may be from before them
     */
    CompletionStage<StampReply> settle(List<Scope> scopes, Set<Scope> behind) {
        long sent = ticker.read();
        List<StampRequest> requests = scopes.stream()
                .map(scope -> behind.contains(scope) ? above(request(scope), sent) : request(scope))
                .toList();
        return remote.settle(requests, new MessageHead(BusMessage.head(self, BusMessage.NONE, Verb.RAISE)))
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        clock.read(sent, ticker.read(), reply.serverMicros());
                    }
                });
    }

    /** No two raises above one stamp, of which the server has lost the first, may give the same. */
    private static StampRequest above(StampRequest request, long nanos) {
        long step = 1 + Math.floorMod(nanos / 1_000, 1_000);
        return new StampRequest(request.key(), request.known() + step, request.lifeMillis());
    }

    /**
     * Brings the remote tier up to what this instance knows, and learns what is newer there. Slots are asked side by side, and
     * one that fails holds up no other; only a server that does not answer ends it. What was refused together is tried scope by
     * scope: a slot on its way from one node to another has some of its keys here, some there, and no script reaches both.
     * Waits; returns the server's clock in µs, 0 where there was nothing to ask.
     */
    long raise(List<Scope> scopes, Duration timeout) throws RemoteException {
        Queue<List<Scope>> refused = new ConcurrentLinkedQueue<>();
        try {
            return raise(bySlot(scopes), refused, timeout);
        } catch (RemoteException e) {
            List<List<Scope>> apart = refused.stream()
                    .filter(part -> part.size() > 1)
                    .flatMap(List::stream)
                    .map(List::of)
                    .toList();
            if (e.silence() || apart.isEmpty()) {
                throw e;
            }
            long serverMicros = raise(apart, new ConcurrentLinkedQueue<>(), timeout);
            if (refused.stream().anyMatch(part -> part.size() == 1)) {
                throw e;
            }
            return serverMicros;
        }
    }

    private long raise(List<List<Scope>> parts, Queue<List<Scope>> refused, Duration timeout) throws RemoteException {
        ConcurrentCommands underWay = new ConcurrentCommands(timeout);
        AtomicLong serverMicros = new AtomicLong();
        for (List<Scope> part : parts) {
            if (underWay.silent()) {
                break;
            }
            underWay.add(raisePart(part).whenComplete((micros, failure) -> {
                if (failure == null) {
                    serverMicros.set(micros);
                } else {
                    refused.add(part);
                }
            }));
        }
        underWay.finish();
        return serverMicros.get();
    }

    private CompletionStage<Long> raisePart(List<Scope> part) {
        long[] known = part.stream().mapToLong(Scope::stamp).toArray();
        List<String> keys = part.stream().map(Scope::key).toList();
        return remote.read(List.of(), keys)
                .thenCompose(there -> settle(part, behind(part, known, there.stamps())))
                .thenApply(reply -> {
                    for (int i = 0; i < reply.stamps().length; i++) {
                        part.get(i).raise(reply.stamps()[i]);
                    }
                    return reply.serverMicros();
                });
    }

    /** The scopes of which the server has an older stamp than was known before it was asked. */
    static Set<Scope> behind(List<Scope> scopes, long[] knownBefore, long[] there) {
        Set<Scope> behind = new HashSet<>();
        for (int i = 0; i < there.length; i++) {
            if (there[i] > 0 && there[i] < knownBefore[i]) {
                behind.add(scopes.get(i));
            }
        }
        return behind;
    }

    /**
     * Sends what waits, oldest first, slots side by side. One part that fails holds up no other, and what was refused together
     * is sent scope by scope, as in {@link #raise}. Waits.
     */
    void redeliver(Duration timeout) throws RemoteException {
        AtomicBoolean refusedTogether = new AtomicBoolean();
        try {
            redeliver(PER_SCRIPT, refusedTogether, timeout);
        } catch (RemoteException e) {
            if (e.silence() || !refusedTogether.get()) {
                throw e;
            }
            redeliver(1, refusedTogether, timeout);
        }
    }

    private void redeliver(int perScript, AtomicBoolean refusedTogether, Duration timeout) throws RemoteException {
        Map<Scope, Undelivered> waiting = journal.take();
        ConcurrentCommands parts = new ConcurrentCommands(timeout);
        for (List<Scope> scopes : bySlot(waiting.keySet(), perScript)) {
            Map<Scope, Undelivered> part = new LinkedHashMap<>();
            scopes.forEach(scope -> part.put(scope, Objects.requireNonNull(waiting.get(scope))));
            if (parts.silent()) {
                journal.restore(part);
            } else {
                parts.add(redeliver(part).whenComplete((reply, failure) -> {
                    if (failure != null) {
                        refusedTogether.compareAndSet(false, part.size() > 1);
                    }
                }));
            }
        }
        parts.finish();
    }

    private CompletionStage<StampReply> redeliver(Map<Scope, Undelivered> part) {
        Map<Scope, Integer> evictions = new LinkedHashMap<>();
        part.forEach((scope, waiting) -> evictions.put(scope, waiting.evictions()));
        List<StampRequest> requests = requests(part.keySet());
        return send(evictions, head -> remote.evict(requests, head), StampReply::stamps, StampReply::serverMicros)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        part.values().forEach(waiting -> waiting.unconfirmed().end(true));
                    } else {
                        journal.restore(part);
                    }
                });
    }

    /** Whatever waits, or comes to wait, will not be delivered. */
    void close() {
        journal.close();
    }

    int waitingScopes() {
        return journal.size();
    }

    /** Whether numbers are to be taken back under which nothing was sent. */
    boolean mustBeat() {
        synchronized (voided) {
            return !voided.isEmpty();
        }
    }

    /** Repeats the last number, and takes back numbers under which nothing was sent. Completes when that was said. */
    CompletionStage<Integer> beat() {
        List<Long> back;
        synchronized (voided) {
            back = List.copyOf(voided);
            voided.clear();
        }
        if (!back.isEmpty()) {
            StringBuilder text = new StringBuilder(BusMessage.head(self, sequence.get(), Verb.VOID));
            back.forEach(number -> text.append(' ').append(number));
            remote.publish(text.toString()).whenComplete((heard, failure) -> {
                if (failure != null) {
                    synchronized (voided) {
                        voided.addAll(back);
                    }
                }
            });
        }
        return remote.publish(BusMessage.head(self, sequence.get(), Verb.BEAT));
    }

    private <T> CompletionStage<T> send(
            Map<Scope, Integer> evictions,
            Function<MessageHead, CompletionStage<T>> command,
            Function<T, long[]> stamps,
            ToLongFunction<T> serverMicros) {
        long number = sequence.incrementAndGet();
        long sent = ticker.read();
        CompletionStage<T> answer;
        try {
            answer = command.apply(new MessageHead(BusMessage.head(self, number, Verb.EVICT)));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.whenComplete((reply, failure) -> {
            long now = ticker.read();
            if (failure != null) {
                synchronized (voided) {
                    if (voided.size() < MOST_VOIDED) {
                        voided.add(number);
                    }
                }
                return;
            }
            clock.read(sent, now, serverMicros.applyAsLong(reply));
            long[] set = stamps.apply(reply);
            int i = 0;
            for (Map.Entry<Scope, Integer> eviction : evictions.entrySet()) {
                eviction.getKey().endEvictions(eviction.getValue(), set[i++]);
                recent.add(eviction.getKey(), now);
            }
        });
    }

    private List<StampRequest> requests(Collection<Scope> scopes) {
        return scopes.stream().map(this::request).toList();
    }

    /** Scopes of one slot each, in parts of a bearable size. */
    static List<List<Scope>> bySlot(Collection<Scope> scopes) {
        return bySlot(scopes, PER_SCRIPT);
    }

    private static List<List<Scope>> bySlot(Collection<Scope> scopes, int perScript) {
        Map<String, List<Scope>> slots = new LinkedHashMap<>();
        List<List<Scope>> parts = new ArrayList<>();
        for (Scope scope : scopes) {
            List<Scope> part = slots.get(scope.slot());
            if (part == null || part.size() == perScript) {
                part = new ArrayList<>();
                slots.put(scope.slot(), part);
                parts.add(part);
            }
            part.add(scope);
        }
        return parts;
    }
}
