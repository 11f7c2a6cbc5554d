package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Cursor;
import io.ledgerlink.nexus.cache.remote.RemoteTier.FoundReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.FoundRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Lease;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.PutReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ReadReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ScanReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.memory.Item.Entry;
import io.ledgerlink.nexus.cache.remote.memory.Item.Leased;
import io.ledgerlink.nexus.cache.remote.memory.Item.Stamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The keys, and what the scripts do with them. Not for several threads: its owner holds a lock. */
final class Keyspace {

    private static final int SWEEP_AT_LEAST = 1_000;

    private final ToIntFunction<String> publisher;
    private LongSupplier clock;
    private TreeMap<String, Item> items = new TreeMap<>();

    /** How many more items may be written before those that have ended are thrown out. */
    private int writesToSweep = SWEEP_AT_LEAST;

    Keyspace(LongSupplier clock, ToIntFunction<String> publisher) {
        this.clock = clock;
        this.publisher = publisher;
    }

    void setClock(LongSupplier clock) {
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    ReadReply read(List<String> entryKeys, List<String> stampKeys) {
        List<byte @Nullable []> entries = new ArrayList<>(entryKeys.size());
        for (String key : entryKeys) {
            StoredEntry envelope = envelope(key);
            entries.add(envelope == null ? null : envelope.bytes());
        }
        return new ReadReply(entries, stampKeys.stream().mapToLong(this::stamp).toArray());
    }

    StampReply evict(List<StampRequest> requests, MessageHead head) {
        long now = now();
        StringBuilder message = new StringBuilder(head.head());
        long newest = 0;
        for (StampRequest request : requests) {
            newest = Math.max(newest, Math.max(stamp(request.key()), request.known()));
        }
        long[] stamps = new long[requests.size()];
        Arrays.fill(stamps, newer(newest, now));
        for (int i = 0; i < stamps.length; i++) {
            set(requests.get(i), stamps[i], now);
            announce(message, requests.get(i).key(), stamps[i]);
        }
        return new StampReply(stamps, publisher.applyAsInt(message.toString()), now);
    }

    private long renew(StampRequest request, long now, StringBuilder message) {
        long stamp = newer(Math.max(stamp(request.key()), request.known()), now);
        set(request, stamp, now);
        announce(message, request.key(), stamp);
        return stamp;
    }

    /** Where the clock lags its last digits keep two servers from giving the same stamp twice. */
    private static long newer(long than, long now) {
        return than < now ? now : than + 1 + now % 1_000;
    }

    StampReply settle(List<StampRequest> requests, MessageHead head) {
        long now = now();
        StringBuilder message = new StringBuilder(head.head());
        long[] stamps = new long[requests.size()];
        for (int i = 0; i < stamps.length; i++) {
            stamps[i] = settle(requests.get(i), now, message);
        }
        boolean changed = message.length() > head.head().length();
        return new StampReply(stamps, changed ? publisher.applyAsInt(message.toString()) : 0, now);
    }

    private long settle(StampRequest request, long now, StringBuilder message) {
        long there = stamp(request.key());
        if (there > 0 && there >= request.known()) {
            return there;
        }
        long settled = there == 0 ? newer(request.known(), now) : request.known();
        set(request, settled, now);
        if (request.known() > 0) {
            announce(message, request.key(), settled);
        }
        return settled;
    }

    private static void announce(StringBuilder message, String key, long stamp) {
        message.append(' ').append(key).append('=').append(stamp);
    }

    StoreReply store(StoreRequest request) {
        long now = now();
        StoredEntry envelope = StoredEntry.of(request.envelope());
        StoreOutcome outcome = outcomeOf(request, envelope);
        if (outcome == StoreOutcome.STORED) {
            keep(request, envelope, now);
        }
        return new StoreReply(outcome, now);
    }

    FoundReply storeFound(FoundRequest request) {
        long now = now();
        StoreRequest entry = request.entry();
        long[] tags = request.tagKeys().stream().mapToLong(this::stamp).toArray();
        long newest = Arrays.stream(tags).max().orElse(0);
        long clock = stamp(request.tagClockKey());
        boolean absent = Arrays.stream(tags).anyMatch(tag -> tag == 0);
        if (!stand(entry)
                || newest > request.tagClock()
                || clock < request.tagClock()
                || (absent && clock != request.tagClock())) {
            if (clock > 0 && newest > clock) {
                set(new StampRequest(request.tagClockKey(), 0, request.stampLifeMillis()), newer(newest, now), now);
            }
            return new FoundReply(StoreOutcome.STAMPED, new long[0], now);
        }
        StoredEntry envelope = entry.envelope().length == 0 ? null : StoredEntry.of(entry.envelope());
        StoredEntry there = envelope == null ? null : envelope(entry.entryKey());
        if (envelope != null && there != null && there.overtakes(envelope)) {
            return new FoundReply(StoreOutcome.OVERTAKEN, new long[0], now);
        }
        for (int i = 0; i < tags.length; i++) {
            String key = request.tagKeys().get(i);
            if (tags[i] == 0) {
                tags[i] = request.tagClock();
                set(new StampRequest(key, 0, request.stampLifeMillis()), tags[i], now);
            }
            if (envelope != null) {
                envelope = envelope.with(EnvelopeLayout.FOUND_STAMPS + i * Long.BYTES, tags[i]);
            }
        }
        if (envelope != null) {
            keep(entry, envelope, now);
        }
        lengthen(request.tagClockKey(), now, entry.lifeMillis());
        request.tagKeys().forEach(key -> lengthen(key, now, entry.lifeMillis()));
        return new FoundReply(StoreOutcome.STORED, tags, now);
    }

    PutReply put(StampRequest query, StoreRequest request, MessageHead head) {
        long now = now();
        StringBuilder message = new StringBuilder(head.head());
        StoredEntry envelope = StoredEntry.of(request.envelope());
        StoreOutcome outcome = outcomeOf(request, envelope);
        long stamp = renew(query, now, message);
        if (outcome == StoreOutcome.STORED) {
            keep(request, envelope.with(EnvelopeLayout.QUERY_STAMP, stamp), now);
        }
        return new PutReply(stamp, outcome, publisher.applyAsInt(message.toString()), now);
    }

    LeaseReply lease(LeaseRequest request) {
        long now = now();
        Lease lease = request.lease();
        if (!stand(request.stampKeys(), request.stamps())) {
            return new LeaseReply(LeaseOutcome.STAMPED, "", 0);
        }
        StoredEntry there = envelope(request.entryKey());
        if (there != null && there.answers(request.header(), request.sinceMicros(), now)) {
            return new LeaseReply(LeaseOutcome.FOUND, "", there.createdMicros());
        }
        if (item(lease.key()) instanceof Leased other && other.header().equals(request.header())) {
            return new LeaseReply(LeaseOutcome.HELD, other.token(), 0);
        }
        write(lease.key(), new Leased(lease.token(), request.header(), expiry(now, lease.lifeMillis())));
        return new LeaseReply(LeaseOutcome.TAKEN, lease.token(), 0);
    }

    boolean renew(Lease lease) {
        if (!holds(lease)) {
            return false;
        }
        lengthen(lease.key(), now(), lease.lifeMillis());
        return true;
    }

    StoreReply storeAndRelease(Lease lease, StoreRequest request, MessageHead head) {
        StoreReply reply = store(request);
        giveBack(lease);
        var unused =
                publisher.applyAsInt(head.head() + (reply.outcome() == StoreOutcome.STORED ? " stored" : " refused"));
        return reply;
    }

    boolean release(Lease lease, MessageHead head) {
        boolean held = giveBack(lease);
        var unused = publisher.applyAsInt(head.head());
        return held;
    }

    private boolean giveBack(Lease lease) {
        return holds(lease) && remove(lease.key());
    }

    private boolean holds(Lease lease) {
        return item(lease.key()) instanceof Leased held && held.token().equals(lease.token());
    }

    private StoreOutcome outcomeOf(StoreRequest request, StoredEntry envelope) {
        if (!stand(request)) {
            return StoreOutcome.STAMPED;
        }
        StoredEntry there = envelope(request.entryKey());
        return there != null && there.overtakes(envelope) ? StoreOutcome.OVERTAKEN : StoreOutcome.STORED;
    }

    private void keep(StoreRequest request, StoredEntry envelope, long now) {
        StoredEntry dated = envelope.with(EnvelopeLayout.CREATED_AT, now)
                .with(EnvelopeLayout.FRESH_UNTIL, now + request.freshMicros());
        write(request.entryKey(), new Entry(dated, expiry(now, request.lifeMillis())));
        request.stampKeys().forEach(key -> lengthen(key, now, request.lifeMillis()));
    }

    StoreReply touch(StoreRequest request) {
        long now = now();
        if (!stand(request)) {
            return new StoreReply(StoreOutcome.STAMPED, now);
        }
        StoredEntry sent = StoredEntry.of(request.envelope());
        if (!(item(request.entryKey()) instanceof Entry there)
                || !there.envelope().restsOnTheSameAs(sent)) {
            return new StoreReply(StoreOutcome.GONE, now);
        }
        StoredEntry created = sent.at(EnvelopeLayout.CREATED_AT) == 0
                ? there.envelope()
                : there.envelope().with(EnvelopeLayout.CREATED_AT, now);
        StoredEntry fresh = created.with(EnvelopeLayout.FRESH_UNTIL, now + request.freshMicros());
        items.put(request.entryKey(), new Entry(fresh, there.expiresAtMicros()));
        lengthen(request.entryKey(), now, request.lifeMillis());
        request.stampKeys().forEach(key -> lengthen(key, now, request.lifeMillis()));
        return new StoreReply(StoreOutcome.STORED, now);
    }

    private boolean stand(StoreRequest request) {
        return stand(request.stampKeys(), request.stamps());
    }

    private boolean stand(List<String> keys, long[] stamps) {
        for (int i = 0; i < keys.size(); i++) {
            long there = stamp(keys.get(i));
            if (there == 0 || there != stamps[i]) {
                return false;
            }
        }
        return true;
    }

    private void lengthen(String key, long now, long lifeMillis) {
        Item item = item(key);
        long expiry = expiry(now, lifeMillis);
        if (item != null && item.expiresAtMicros() < expiry) {
            items.put(key, item.expiringAt(expiry));
        }
    }

    private void set(StampRequest request, long stamp, long now) {
        long expiry = request.lifeMillis() == 0 ? Item.FOR_EVER : expiry(now, request.lifeMillis());
        write(request.key(), new Stamp(stamp, expiry));
    }

    /** What ends untouched would stay for ever, so a look at all items is due after as many writes as there are items. */
    private void write(String key, Item item) {
        items.put(key, item);
        if (--writesToSweep <= 0) {
            long now = now();
            items.values().removeIf(old -> old.expiresAtMicros() <= now);
            writesToSweep = Math.max(SWEEP_AT_LEAST, items.size());
        }
    }

    int size() {
        return items.size();
    }

    private static long expiry(long now, long lifeMillis) {
        return now + TimeUnit.MILLISECONDS.toMicros(lifeMillis);
    }

    private long stamp(String key) {
        return item(key) instanceof Stamp stamp ? stamp.value() : 0;
    }

    private @Nullable StoredEntry envelope(String key) {
        return item(key) instanceof Entry entry ? entry.envelope() : null;
    }

    private @Nullable Item item(String key) {
        Item item = items.get(key);
        if (item != null && item.expiresAtMicros() <= now()) {
            items.remove(key);
            return null;
        }
        return item;
    }

    /** Looks at one batch of keys in their order, of which few or none may match. */
    ScanReply scan(@Nullable Cursor cursor, String pattern, int batch) {
        SortedMap<String, Item> rest = cursor == null ? items : items.tailMap(((After) cursor).key(), false);
        List<String> looked = rest.keySet().stream().limit(batch).toList();
        Cursor next = looked.size() < rest.size() ? new After(looked.get(looked.size() - 1)) : null;
        Predicate<String> matches = Glob.matching(pattern);
        return new ScanReply(
                looked.stream().filter(matches).filter(this::contains).toList(), next);
    }

    long unlink(List<String> keys) {
        return keys.stream().filter(this::remove).count();
    }

    boolean remove(String key) {
        boolean there = contains(key);
        items.remove(key);
        return there;
    }

    private boolean contains(String key) {
        return item(key) != null;
    }

    List<String> keys() {
        return List.copyOf(items.keySet()).stream().filter(this::contains).toList();
    }

    long lifeMillis(String key) {
        Item item = item(key);
        if (item == null) {
            return -2;
        }
        return item.expiresAtMicros() == Item.FOR_EVER
                ? -1
                : TimeUnit.MICROSECONDS.toMillis(item.expiresAtMicros() - now());
    }

    void clear() {
        items.clear();
    }

    TreeMap<String, Item> copy() {
        return new TreeMap<>(items);
    }

    void replaceBy(TreeMap<String, Item> older) {
        items = new TreeMap<>(older);
    }

    private record After(String key) implements Cursor {}
}
