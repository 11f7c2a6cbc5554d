package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.entry.EntryFields;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a loaded value is kept for, and puts it into both tiers under the basis of its load. */
public final class EntryKeeper {

    private static final Logger log = LoggerFactory.getLogger(EntryKeeper.class);

    /** The most tags that a source may find in one result. */
    private static final int MOST_FOUND = 32;

    private final RemoteWriter writer;
    private final Scopes scopes;
    private final ServerClock clock;
    private final Ticker ticker;
    private final Lifetimes lives;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    public EntryKeeper(RemoteWriter writer, Scopes scopes, ServerClock clock, Ticker ticker, Lifetimes lives) {
        this.writer = writer;
        this.scopes = scopes;
        this.clock = clock;
        this.ticker = ticker;
        this.lives = lives;
    }

    /**
     * Whether the source may not have caught up with an eviction, asked when a load begins. What cannot be judged, with the
     * server's clock unknown or an eviction pending, counts as lagging.
     */
    boolean lagging(Target target, StampBasis basis) {
        Duration lag = target.policy().sourceLag();
        if (lag.isZero()) {
            return false;
        }
        return basis.pending()
                || !clock.known()
                || clock.earliest(ticker.read()) - basis.newestStamp() < lag.toNanos() / 1000;
    }

    /** Keeps a value in both tiers as far as they may have it; the entry, or {@code null} where neither may. */
    @Nullable LocalEntry keep(
            Target target,
            TierRead read,
            @Nullable Object value,
            boolean lagging,
            LoadDecision decided,
            @Nullable Consumer<StoreRequest> store) {
        if (lagging) {
            target.counters().laggingLoads.increment();
        }
        long loadTime = ticker.read() - read.asOf();
        target.cache().loadTook(loadTime);
        Lifetime life = lives.of(target, decided.life(target, value), loadTime);
        if (lagging || life.isZero() || !decided.kept()) {
            return forWaiters(target, read, value);
        }
        if (!decided.tags().isEmpty()) {
            return keepFound(target, read, value, life, decided, store);
        }
        LocalEntry renewed = decided.renewed();
        return renewed != null && lastsLike(renewed, life)
                ? keepRenewed(target, read, renewed, life, decided.fields(), store)
                : keepNew(target, read, value, life, decided.fields(), store);
    }

    private @Nullable LocalEntry keepNew(
            Target target,
            TierRead read,
            @Nullable Object value,
            Lifetime life,
            EntryFields fields,
            @Nullable Consumer<StoreRequest> store) {
        boolean bytes = target.form().bytes();
        StampBasis basis = read.basis().bare();
        byte[] encoded = bytes ? encode(target, basis, value, fields) : null;
        if (bytes && encoded == null) {
            return null;
        }
        Object content = encoded != null ? encoded : value;
        LocalEntry entry = entry(target, basis, content, read.asOf(), ticker.read(), life);
        keepLocally(target, basis, entry);
        if (writable(target, read)) {
            RemoteWriter.Content stored = new RemoteWriter.Content(value, encoded, fields);
            if (store == null) {
                writer.store(target, basis, stored, life);
            } else {
                writer.storeNow(target, basis, stored, life, store);
            }
        }
        return entry;
    }

    /**
     * Keeps a value with the tags that its source has found in it. The store script alone can tell whether one of them was
     * evicted since the load began, so the local tier waits for its reply.
     */
    private @Nullable LocalEntry keepFound(
            Target target,
            TierRead read,
            @Nullable Object value,
            Lifetime life,
            LoadDecision decided,
            @Nullable Consumer<StoreRequest> store) {
        StampBasis basis = read.basis();
        List<String> names = decided.tags().stream()
                .filter(tag -> !basis.lineage().tags().contains(tag))
                .sorted()
                .toList();
        EntryFields fields = decided.fields().found(names);
        if (names.isEmpty()) {
            return keepNew(target, read, value, life, decided.fields(), store);
        }
        if (names.size() > MOST_FOUND || !fields.fit()) {
            tooMany(target, names.size());
            return forWaiters(target, read, value);
        }
        String tenant = target.key().tenant();
        if (!read.remote() || !basis.complete() || basis.tagClock() == null || tenant == null) {
            target.counters().droppedStores.increment();
            return forWaiters(target, read, value);
        }
        boolean bytes = target.form().bytes();
        byte[] encoded = bytes ? encode(target, basis, value, fields) : null;
        if (bytes && encoded == null) {
            return null;
        }
        Object content = encoded != null ? encoded : value;
        List<Scope> tags = names.stream().map(tag -> scopes.tag(tenant, tag)).toList();
        writer.storeFound(
                target,
                basis,
                tags,
                new RemoteWriter.Content(value, encoded, fields),
                life,
                (resting, sent) ->
                        keepLocally(target, resting, entry(target, resting, content, read.asOf(), sent, life)));
        return entry(target, basis.bare(), content, read.asOf(), ticker.read(), life);
    }

    private void tooMany(Target target, int found) {
        String cache = target.key().cache();
        target.counters().droppedStores.increment();
        if (warned.add(cache)) {
            log.warn(
                    "The source of query '{}' of cache '{}' has found {} tags in a result, which is therefore not stored: at"
                            + " most {} can be. Name fewer, such as one for the list that the result is part of. Later"
                            + " ones are only counted",
                    target.key().shape().query(),
                    cache,
                    found,
                    MOST_FOUND);
        }
    }

    /** The entry that it renews says of its stale time what it was stored with, and a renewal does not change that. */
    private static boolean lastsLike(LocalEntry renewed, Lifetime life) {
        return (renewed.staleUntil() - renewed.freshUntil()) / 1000
                == life.stale().toNanos() / 1000;
    }

    private LocalEntry keepRenewed(
            Target target,
            TierRead read,
            LocalEntry renewed,
            Lifetime life,
            EntryFields fields,
            @Nullable Consumer<StoreRequest> store) {
        StampBasis basis = read.basis().bare();
        LocalEntry entry = entry(target, basis, renewed.content(), read.asOf(), ticker.read(), life);
        keepLocally(target, basis, entry);
        if (writable(target, read)) {
            Object content = renewed.content();
            byte[] encoded = target.form().bytes() ? (byte[]) content : null;
            RemoteWriter.Content known = new RemoteWriter.Content(content, encoded, fields);
            if (store != null) {
                writer.storeNow(target, basis, known, life, store);
            } else if (renewed == read.hit()) {
                writer.renew(target, basis, known, life);
            } else {
                // What is there may be an older value, whose time is over.
                writer.store(target, basis, known, life);
            }
        }
        return entry;
    }

    private static void keepLocally(Target target, StampBasis basis, LocalEntry entry) {
        target.counters().puts.increment();
        if (basis.stands()) {
            target.cache().local().put(target.key(), entry);
        }
    }

    private static boolean writable(Target target, TierRead read) {
        return read.remote() && target.cache().policy().remote() && read.basis().complete();
    }

    /**
     * A value that is kept nowhere. Where bytes are kept it is encoded all the same, for those who wait for the load and must
     * not share an object; its entry ends as it begins.
     */
    public static @Nullable LocalEntry forWaiters(Target target, TierRead read, @Nullable Object value) {
        byte[] encoded = target.form().bytes() ? encode(target, read.basis(), value) : null;
        return encoded == null
                ? null
                : entry(target, read.basis().bare(), encoded, read.asOf(), read.asOf(), Lifetime.NONE);
    }

    public static LocalEntry entry(
            Target target, StampBasis basis, @Nullable Object content, long asOf, long createdAt, Lifetime life) {
        return new LocalEntry(
                content,
                target.form(),
                basis,
                asOf,
                createdAt,
                createdAt + life.fresh().toNanos(),
                createdAt + life.whole().toNanos(),
                life.refreshMargin());
    }

    /** The value's bytes; {@code null} where it has none, which is counted. */
    public static byte @Nullable [] encode(Target target, StampBasis basis, @Nullable Object value) {
        return encode(target, basis, value, EntryFields.NONE);
    }

    private static byte @Nullable [] encode(
            Target target, StampBasis basis, @Nullable Object value, EntryFields fields) {
        try {
            return target.form().encode(value, basis, fields);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            RemoteWriter.unencodable(target.cache(), e);
            return null;
        }
    }
}
