package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt.ScopeStamp;
import io.ledgerlink.nexus.cache.bus.BusMessage.Stamped;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what the bus brings, one message after the other, and keeps the epoch.
 *
 * <p>{@link #apply} is called by one thread at a time; the rest is safe for use by many. Applying a message twice, or one
 * of one's own, changes nothing.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final String self;
    private final Scopes scopes;
    private final Predicate<String> ours;
    private final RecentStamps recent;
    private final Ticker ticker;
    private final ServerClock clock;
    private final Observers observers;
    private final LoadNews news;
    private final PeerSequences senders;
    private final List<EvictionListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder epochs = new LongAdder();

    private volatile Epoch epoch;
    private volatile long ownHeardAt;

    /** Whether a message came that may be an eviction and could not be read. Set by the listener's thread, cleared by the house. */
    private volatile boolean unread;

    /** The housekeeper's alone. */
    private boolean toldOfUnread;

    /** When a message last arrived; a new epoch alone is no sign that the server is well. */
    private volatile long lastHeardAt;

    Inbox(
            String self,
            Scopes scopes,
            Predicate<String> ours,
            RecentStamps recent,
            Ticker ticker,
            ServerClock clock,
            Observers observers,
            BusSettings settings,
            LoadNews news) {
        this.self = self;
        this.scopes = scopes;
        this.ours = ours;
        this.recent = recent;
        this.ticker = ticker;
        this.clock = clock;
        this.observers = observers;
        this.news = news;
        long now = ticker.read();
        this.senders =
                new PeerSequences(settings.gap().toNanos(), settings.timeout().toNanos() * 4, now);
        this.epoch = new Epoch(now);
        this.ownHeardAt = now;
        this.lastHeardAt = now;
    }

    Epoch epoch() {
        return epoch;
    }

    /** From now on every message arrives; before, some may not have. */
    void beginEpoch(String why) {
        long now = ticker.read();
        senders.begin(now);
        ownHeardAt = now;
        epoch = new Epoch(now);
        epochs.increment();
        log.debug("A new epoch of the bus begins: {}", why);
    }

    /** Applies a message that arrived at that time. */
    void apply(String text, long arrivedAt) {
        LoadMessage load = LoadMessage.parse(text);
        if (load != null) {
            news.tell(load);
            return;
        }
        Epoch current = epoch;
        BusMessage message = BusMessage.parse(text);
        if (message == null || !message.stamps().stream().map(Stamped::key).allMatch(ours)) {
            foreign.increment();
            unread |= BusMessage.ofAnyVersion(text);
            return;
        }
        boolean own = message.instance().equals(self);
        stamp(message, own, arrivedAt);
        if (own) {
            ownHeardAt = arrivedAt;
        } else {
            number(message, arrivedAt);
        }
        current.alive(arrivedAt);
        lastHeardAt = arrivedAt;
        if (message.verb() == BusMessage.Verb.BEAT) {
            checkGaps();
        }
        if (message.verb() == BusMessage.Verb.EVICT) {
            if (!own) {
                measureLag(message);
            }
            tell(message, own);
        }
    }

    /** A stamp is the server's time as a rule; one ahead of its clock says nothing about when the eviction was made. */
    private void measureLag(BusMessage message) {
        if (observers.isEmpty()) {
            return;
        }
        long now = clock.latest(ticker.read());
        message.stamps().stream()
                .mapToLong(Stamped::stamp)
                .filter(stamp -> stamp <= now)
                .max()
                .ifPresent(stamp -> observers.evictionHeard(Duration.of(now - stamp, ChronoUnit.MICROS)));
    }

    /** Begins a new epoch where a message has been missing for too long, or was not understood since the last look. */
    void checkGaps() {
        if (senders.overdue(ticker.read())) {
            beginEpoch("a message of another instance did not arrive in time");
        }
        if (unread) {
            unread = false;
            tellOfUnread();
            beginEpoch("a message of another version could not be read");
        }
    }

    private void tellOfUnread() {
        if (!toldOfUnread) {
            toldOfUnread = true;
            log.info(
                    "Messages of another version of nexus-cache are on the bus. As long as they come, entries of the local"
                            + " tier are confirmed in Redis again and again; run one version on all instances of the application");
        }
    }

    /** How many instances give signs of life, this one included. */
    int instances() {
        return senders.size() + 1;
    }

    long lastHeardAt() {
        return lastHeardAt;
    }

    /** How long no message of this instance's own has come back. */
    long silentNanos() {
        return ticker.read() - ownHeardAt;
    }

    long foreignMessages() {
        return foreign.sum();
    }

    long epochsBegun() {
        return epochs.sum();
    }

    /** Beats are sent from now on; how long there were none says nothing. */
    void listenAgain() {
        ownHeardAt = ticker.read();
    }

    void addListener(EvictionListener listener) {
        listeners.add(listener);
    }

    void removeListener(EvictionListener listener) {
        listeners.remove(listener);
    }

    /**
     * An own eviction raised the generation before it was sent, so its late message has nothing more to say. A raise is no
     * eviction: an older one only tells what another instance knew.
     */
    private void stamp(BusMessage message, boolean own, long now) {
        boolean merges = own || message.verb() == BusMessage.Verb.RAISE;
        for (Stamped stamped : message.stamps()) {
            Scope scope = scopes.byKey(stamped.key());
            if (merges) {
                scope.raise(stamped.stamp());
            } else {
                scope.hear(stamped.stamp());
            }
            recent.add(scope, now);
        }
    }

    private void number(BusMessage message, long now) {
        switch (message.verb()) {
            case EVICT -> senders.heard(message.instance(), message.sequence(), now);
            case BEAT -> senders.announced(message.instance(), message.sequence(), now);
            case VOID -> senders.voided(message.instance(), message.voided(), now);
            case RAISE -> {}
        }
    }

    private void tell(BusMessage message, boolean own) {
        if (listeners.isEmpty()) {
            return;
        }
        List<ScopeStamp> stamps = message.stamps().stream()
                .filter(stamped -> !scopes.byKey(stamped.key()).isTagClock())
                .map(stamped -> new ScopeStamp(stamped.key(), stamped.stamp()))
                .toList();
        EvictionListener.Eviction eviction = new EvictionListener.Eviction(message.instance(), own, stamps);
        for (EvictionListener listener : listeners) {
            try {
                listener.evicted(eviction);
            } catch (RuntimeException e) {
                log.warn("An eviction listener failed; it is asked again at the next eviction: {}", listener, e);
            }
        }
    }
}
