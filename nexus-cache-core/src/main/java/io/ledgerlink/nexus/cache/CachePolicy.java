package io.ledgerlink.nexus.cache;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How one cache keeps its entries. Immutable; each {@code with} gives another policy.
 *
 * @param ttl how long an entry is fresh; zero sends every call past the cache
 * @param nullTtl how long "there is nothing" is fresh; zero does not cache it
 * @param staleFor how long after its ttl an entry may still answer while it is loaded again in the background, or while that
 *     fails; zero ends it with its ttl. "There is nothing" has no such time
 * @param staleWhen when an entry in that time answers: while it is loaded again, when that has failed, or both
 * @param refreshBackoff how long the source is left alone after a load that was to renew a stale entry has failed
 * @param jitter by how many percent an entry's ttl is shortened at most, drawn once per entry, so that entries made together
 *     do not end together; zero shortens none
 * @param earlyRefresh when an entry that is still fresh is loaded again in the background
 * @param sourceLag how far the source may lag behind its writes: loads that begin within this time after an eviction are
 *     returned and not stored
 * @param maxUnconfirmed how long a local entry may answer while the bus is silent; zero confirms every local hit
 * @param local how the local tier keeps entries
 * @param remote whether the remote tier keeps entries; stamps live there either way
 * @param codec how values are written
 * @param compressAbove payloads of more bytes than this are compressed; negative compresses none
 * @param maxPageSize how many results a page may hold to be cached; a page without a bound counts as larger
 * @param oversize what becomes of calls whose page is larger
 * @param transactions whether what is loaded inside a transaction that may see its own rows is kept
 * @param failureBackoff how long this instance spares the source of a key whose load has failed: meanwhile a stale entry
 *     answers, or the same failure does; an eviction of the key ends it. Zero asks again at once. Calls past the cache, or
 *     alone in a transaction, {@link FetchOptions.Mode#REFRESH} and what a batch loads itself ask all the same
 * @param notFoundFor exceptions by which a source says that there is nothing, those that extend them included: the caller gets
 *     {@code null}, or an empty {@code Optional} where that is the type, and so do later ones for the {@code nullTtl}. A batch
 *     says it by leaving a key out
 * @param load how long a call waits for a load
 * @param coalesce which calls share a load
 * @since 0.1
 */
public record CachePolicy(
        Duration ttl,
        Duration nullTtl,
        Duration staleFor,
        StaleWhen staleWhen,
        Duration refreshBackoff,
        int jitter,
        EarlyRefresh earlyRefresh,
        Duration sourceLag,
        Duration maxUnconfirmed,
        Local local,
        boolean remote,
        Codec codec,
        int compressAbove,
        int maxPageSize,
        Oversize oversize,
        Transactions transactions,
        Duration failureBackoff,
        Set<Class<? extends Throwable>> notFoundFor,
        Load load,
        Coalesce coalesce) {

    /** Stands for no bound: a local entry answers until its time to live ends, however silent the bus. */
    public static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

    /** The longest time to live. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    /** The most percent of its time to live that an entry may lose by chance. */
    public static final int MOST_JITTER = 90;

    private static final CachePolicy DEFAULTS = new CachePolicy(
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ZERO,
            StaleWhen.ALWAYS,
            Duration.ofSeconds(10),
            10,
            EarlyRefresh.never(),
            Duration.ZERO,
            Duration.ofSeconds(30),
            new Local(Store.REFERENCE, 4096, 0),
            true,
            Codec.JSON,
            -1,
            250,
            Oversize.BYPASS,
            Transactions.STRICT,
            Duration.ZERO,
            Set.of(),
            Load.unbounded(),
            Coalesce.INSTANCE);

    /**
     * For what changes often: five minutes, and one more while it is loaded again. Keys in demand are loaded before their end,
     * the sooner the longer that takes; at a ttl this short the others may as well end.
     *
     * <p>The three ready policies differ from {@link #defaults} in four times that fit each other, and leave the rest. What
     * nobody has evicted is older than its ttl by a quarter of it at most, and only until it has been loaded again; entries
     * end, and are refreshed, at moments of their own; and callers who come together on a key that has no entry do not ask a
     * source one after the other that has just failed. Whoever shortens the {@code ttl} of one keeps its {@code staleFor}.
     */
    public static final CachePolicy SHORT = DEFAULTS.withTtl(Duration.ofMinutes(5))
            .withStaleFor(Duration.ofMinutes(1))
            .withEarlyRefresh(EarlyRefresh.probabilistic())
            .withFailureBackoff(Duration.ofSeconds(1));

    /**
     * For what changes now and then: an hour, and a quarter of one more while it is loaded again. What is asked for in the last
     * tenth of its hour is refreshed there: few calls would come as shortly before its end as a load takes.
     */
    public static final CachePolicy MEDIUM = DEFAULTS.withTtl(Duration.ofHours(1))
            .withStaleFor(Duration.ofMinutes(15))
            .withEarlyRefresh(EarlyRefresh.after(90))
            .withFailureBackoff(Duration.ofSeconds(1));

    /**
     * For reference data: a day, and six hours more while it is loaded again, enough for a night without the source. What is
     * asked for in the last tenth of its day is refreshed there.
     */
    public static final CachePolicy LONG = DEFAULTS.withTtl(Duration.ofDays(1))
            .withStaleFor(Duration.ofHours(6))
            .withEarlyRefresh(EarlyRefresh.after(90))
            .withFailureBackoff(Duration.ofSeconds(1));

    public CachePolicy {
        notFoundFor = Set.copyOf(notFoundFor);
        notNegative("ttl", ttl);
        notNegative("nullTtl", nullTtl);
        notNegative("staleFor", staleFor);
        notNegative("refreshBackoff", refreshBackoff);
        if (refreshBackoff.isZero()) {
            throw new IllegalArgumentException(
                    "A cache's refreshBackoff cannot be zero: give how long a source is left alone that has failed, such as 10 s");
        }
        notNegative("sourceLag", sourceLag);
        notLonger("ttl", ttl);
        notLonger("nullTtl", nullTtl);
        notLonger("staleFor", staleFor);
        notLonger("refreshBackoff", refreshBackoff);
        notLonger("sourceLag", sourceLag);
        notNegative("maxUnconfirmed", maxUnconfirmed);
        if (jitter < 0 || jitter > MOST_JITTER) {
            throw new IllegalArgumentException(
                    "A cache's jitter cannot be " + jitter + ": give 0 to " + MOST_JITTER + " percent");
        }
        notNegative("failureBackoff", failureBackoff);
        notLonger("failureBackoff", failureBackoff);
        if (maxPageSize < 1) {
            throw new IllegalArgumentException(
                    "A cache's maxPageSize cannot be " + maxPageSize + ": pages hold 1 result or more");
        }
    }

    /** Five minutes shortened by up to a tenth, 4,096 entries by reference in the local tier, JSON in the remote tier. */
    public static CachePolicy defaults() {
        return DEFAULTS;
    }

    public CachePolicy withTtl(Duration ttl) {
        return with(draft -> draft.ttl = ttl);
    }

    public CachePolicy withNullTtl(Duration nullTtl) {
        return with(draft -> draft.nullTtl = nullTtl);
    }

    public CachePolicy withStaleFor(Duration staleFor) {
        return with(draft -> draft.staleFor = staleFor);
    }

    public CachePolicy withStaleWhen(StaleWhen staleWhen) {
        return with(draft -> draft.staleWhen = staleWhen);
    }

    public CachePolicy withRefreshBackoff(Duration refreshBackoff) {
        return with(draft -> draft.refreshBackoff = refreshBackoff);
    }

    public CachePolicy withJitter(int percent) {
        return with(draft -> draft.jitter = percent);
    }

    public CachePolicy withEarlyRefresh(EarlyRefresh earlyRefresh) {
        return with(draft -> draft.earlyRefresh = earlyRefresh);
    }

    public CachePolicy withSourceLag(Duration sourceLag) {
        return with(draft -> draft.sourceLag = sourceLag);
    }

    public CachePolicy withMaxUnconfirmed(Duration maxUnconfirmed) {
        return with(draft -> draft.maxUnconfirmed = maxUnconfirmed);
    }

    public CachePolicy withLocal(Local local) {
        return with(draft -> draft.local = local);
    }

    public CachePolicy withRemote(boolean remote) {
        return with(draft -> draft.remote = remote);
    }

    public CachePolicy withCodec(Codec codec) {
        return with(draft -> draft.codec = codec);
    }

    public CachePolicy withCompressAbove(int bytes) {
        return with(draft -> draft.compressAbove = bytes);
    }

    public CachePolicy withMaxPageSize(int results) {
        return with(draft -> draft.maxPageSize = results);
    }

    public CachePolicy withOversize(Oversize oversize) {
        return with(draft -> draft.oversize = oversize);
    }

    public CachePolicy withTransactions(Transactions transactions) {
        return with(draft -> draft.transactions = transactions);
    }

    public CachePolicy withFailureBackoff(Duration failureBackoff) {
        return with(draft -> draft.failureBackoff = failureBackoff);
    }

    @SafeVarargs
    public final CachePolicy withNotFoundFor(Class<? extends Throwable>... exceptions) {
        return with(draft -> draft.notFoundFor = Set.copyOf(List.of(exceptions)));
    }

    public CachePolicy withLoad(Load load) {
        return with(draft -> draft.load = load);
    }

    public CachePolicy withCoalesce(Coalesce coalesce) {
        return with(draft -> draft.coalesce = coalesce);
    }

    /** Whether a source that threw this has said that there is nothing. */
    public boolean isNotFound(Throwable failure) {
        return !notFoundFor.isEmpty() && notFoundFor.stream().anyMatch(each -> each.isInstance(failure));
    }

    private CachePolicy with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.policy();
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "A cache's " + name + " cannot be " + duration + ": give zero or a positive duration");
        }
    }

    private static void notLonger(String name, Duration duration) {
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A cache's " + name + " cannot be " + duration + ": give at most " + LONGEST.toDays() + " days");
        }
    }

    /**
     * How the local tier keeps entries.
     *
     * @param store by reference, or as bytes
     * @param maxEntries how many entries, zero for no local tier
     * @param maxBytes how many bytes of encoded entries, instead of counting them; zero counts. Needs {@link Store#BYTES}
     */
    public record Local(Store store, long maxEntries, long maxBytes) {

        public Local {
            if (maxEntries < 0 || maxBytes < 0) {
                throw new IllegalArgumentException("A local tier cannot hold " + maxEntries + " entries or " + maxBytes
                        + " bytes: give zero or a positive number");
            }
            if (maxBytes > 0 && store != Store.BYTES) {
                throw new IllegalArgumentException(
                        "maxBytes " + maxBytes + " bounds encoded entries, but the local tier"
                                + " keeps references, whose size is unknown: use Store.BYTES, or bound by maxEntries");
            }
        }

        /** Values by reference, bounded by their number. */
        public static Local references(long maxEntries) {
            return new Local(Store.REFERENCE, maxEntries, 0);
        }

        /** Encoded values, a fresh copy per hit, bounded by their bytes. */
        public static Local bytes(long maxBytes) {
            return new Local(Store.BYTES, Long.MAX_VALUE, maxBytes);
        }

        /** No local tier. */
        public static Local none() {
            return new Local(Store.REFERENCE, 0, 0);
        }
    }

    /**
     * When a call that a fresh entry answers has it loaded again in the background, so that no call waits when it ends. Like the
     * refresh of a stale entry it runs on a thread of the cache's own, without the caller's transaction. An entry that nobody
     * asks for in time ends with its time to live.
     *
     * @param when by what the moment is chosen
     * @param percent of its time to live, from which on an entry is refreshed; zero unless that is what the moment is chosen by
     */
    public record EarlyRefresh(When when, int percent) {

        private static final int FIRST = 50;
        private static final int LAST = 99;
        private static final EarlyRefresh NEVER = new EarlyRefresh(When.NEVER, 0);
        private static final EarlyRefresh PROBABILISTIC = new EarlyRefresh(When.PROBABILISTIC, 0);

        /** By what the moment is chosen. */
        public enum When {
            /** There is none. */
            NEVER,
            /** By how long the load took, and by chance. */
            PROBABILISTIC,
            /** By a share of the time to live, and by chance within half of what is left. */
            SHARE
        }

        public EarlyRefresh {
            if (when == When.SHARE ? percent < FIRST || percent > LAST : percent != 0) {
                throw new IllegalArgumentException("An early refresh cannot begin after " + percent
                        + " percent of an entry's ttl: give EarlyRefresh.after " + FIRST + " to " + LAST);
            }
        }

        /** None: an entry is loaded again when it has ended. */
        public static EarlyRefresh never() {
            return NEVER;
        }

        /**
         * Sooner the longer the load took, and at different moments for different entries and instances, as XFetch chooses them;
         * no sooner than after half of the ttl. The moment is drawn once per entry and instance, as if sixteen calls came while a
         * load lasts.
         */
        public static EarlyRefresh probabilistic() {
            return PROBABILISTIC;
        }

        /**
         * After this percentage of the ttl, 50 to 99, and a while that is drawn from the first half of the rest, so that not all
         * instances begin at once.
         */
        public static EarlyRefresh after(int percent) {
            return new EarlyRefresh(When.SHARE, percent);
        }

        /** Reads {@code never}, {@code probabilistic}, or a percentage of the ttl such as {@code 80%}, as it stands in properties. */
        public static EarlyRefresh of(String text) {
            String stripped = text.strip();
            if (stripped.matches("\\d{1,3}%")) {
                return after(Integer.parseInt(stripped.substring(0, stripped.length() - 1)));
            }
            return switch (stripped.toLowerCase(Locale.ROOT)) {
                case "never" -> NEVER;
                case "probabilistic" -> PROBABILISTIC;
                default ->
                    throw new IllegalArgumentException("An early refresh cannot be '" + text
                            + "': write never, probabilistic, or a percentage of the ttl from " + FIRST + "% to " + LAST
                            + "%");
            };
        }

        /** As it is written in properties. */
        @Override
        public String toString() {
            return when == When.SHARE ? percent + "%" : when.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How long a call waits for a load, its own or another's.
     *
     * <p>With a {@code hardTimeout} the source is asked by a thread of the cache's own, with the caller's context where the
     * cache has a carrier for it ({@code context-propagation} on the class path, and an accessor for each thread-local of the
     * application's own that the source reads), except in a transaction, which stays with its thread: such a call waits for its own load for as long as it takes. So do
     * batches for what they load together. A load that is given up on goes on; what it brings is kept unless something was
     * evicted or loaded again meanwhile.
     *
     * @param softTimeout how long a call that a stale entry could answer waits for the load that renews it; then, or when that
     *     fails, the entry answers. Zero answers at once
     * @param hardTimeout after how long a call ends with a {@link CacheLoadTimeoutException}, and the key is free for another
     *     load; zero for never
     */
    public record Load(Duration softTimeout, Duration hardTimeout) {

        public Load {
            notNegative("load.softTimeout", softTimeout);
            notNegative("load.hardTimeout", hardTimeout);
            notLonger("load.softTimeout", softTimeout);
            notLonger("load.hardTimeout", hardTimeout);
        }

        /** Stale entries answer at once, and a load takes as long as it takes. */
        public static Load unbounded() {
            return new Load(Duration.ZERO, Duration.ZERO);
        }

        /** The same with another soft timeout. */
        public Load softly(Duration softTimeout) {
            return new Load(softTimeout, hardTimeout);
        }

        /** The same with another hard timeout. */
        public Load atMost(Duration hardTimeout) {
            return new Load(softTimeout, hardTimeout);
        }
    }

    /** When a stale entry answers. */
    public enum StaleWhen {
        /** At once, while it is loaded again; and if that fails, for as long as it is stale. */
        ALWAYS,
        /** At once, while it is loaded again. After that has failed, calls ask the source themselves and get what it throws. */
        REFRESHING,
        /**
         * Only if the load fails that was to renew it, or has not ended within {@link Load#hardTimeout()}: calls wait for that
         * load. A call inside a transaction that may see its own rows gets what its own load says.
         */
        FAILING
    }

    /** Which calls share a load. */
    public enum Coalesce {
        /** Those of one instance. */
        INSTANCE,
        /**
         * Those of all instances: one loads, and the others wait until the remote tier has the entry.
         *
         * <p>A call never waits for a load that had begun before something was evicted that the call knows of. Where the load
         * brings no entry, because the source failed, something was evicted meanwhile or the value is not to be kept, each
         * instance that waits loads for itself, at most once. An instance that dies while it loads frees the key within ten
         * seconds. A call waits no longer than {@link FetchOptions#waitAtMost()} and {@link Load#hardTimeout()} allow, and without
         * those 30 seconds, after which it loads for itself.
         *
         * <p>Each instance loads for itself as {@link #INSTANCE} says where the remote tier is away or keeps no entries
         * ({@link CachePolicy#remote()}), inside a transaction whose loads are not shared, while the source may lag, in batches and
         * refreshes asked for; and a load inside another load waits for no other instance. An asynchronous call holds no
         * thread while it waits. A load costs one round trip more, and waits for the answer to its store. A result with tags that
         * were found in it ({@link LoadContext#tags}) is stored by itself: who waits for it loads once more.
         */
        FLEET
    }

    /** In which form the local tier keeps a value. */
    public enum Store {
        /** The loaded object itself: a hit decodes nothing, and callers must not change it. */
        REFERENCE,
        /** The encoded form: every hit decodes a copy that the caller may change. */
        BYTES
    }

    /** How values are written. */
    public enum Codec {
        JSON,
        /** Smaller and faster to read than JSON; needs {@code jackson-dataformat-cbor}. */
        CBOR
    }

    /** What becomes of calls whose page is larger than the cache keeps. */
    public enum Oversize {
        /** They go past the cache. */
        BYPASS,
        /** They are refused with a {@link CacheKeyException}. */
        REFUSE
    }

    /** What becomes of loads inside a transaction that is not read-only, or not known to be read committed. */
    public enum Transactions {
        /** They are not kept and not shared: they may see uncommitted rows, or an old snapshot. */
        STRICT,
        /** They are kept as any other. For sources that the application's transactions do not write. */
        RELAXED
    }

    /** A policy that is being changed; what comes of it is checked as every policy is. */
    private static final class Draft {

        private Duration ttl;
        private Duration nullTtl;
        private Duration staleFor;
        private StaleWhen staleWhen;
        private Duration refreshBackoff;
        private int jitter;
        private EarlyRefresh earlyRefresh;
        private Duration sourceLag;
        private Duration maxUnconfirmed;
        private Local local;
        private boolean remote;
        private Codec codec;
        private int compressAbove;
        private int maxPageSize;
        private Oversize oversize;
        private Transactions transactions;
        private Duration failureBackoff;
        private Set<Class<? extends Throwable>> notFoundFor;
        private Load load;
        private Coalesce coalesce;

        private Draft(CachePolicy policy) {
            this.ttl = policy.ttl;
            this.nullTtl = policy.nullTtl;
            this.staleFor = policy.staleFor;
            this.staleWhen = policy.staleWhen;
            this.refreshBackoff = policy.refreshBackoff;
            this.jitter = policy.jitter;
            this.earlyRefresh = policy.earlyRefresh;
            this.sourceLag = policy.sourceLag;
            this.maxUnconfirmed = policy.maxUnconfirmed;
            this.local = policy.local;
            this.remote = policy.remote;
            this.codec = policy.codec;
            this.compressAbove = policy.compressAbove;
            this.maxPageSize = policy.maxPageSize;
            this.oversize = policy.oversize;
            this.transactions = policy.transactions;
            this.failureBackoff = policy.failureBackoff;
            this.notFoundFor = policy.notFoundFor;
            this.load = policy.load;
            this.coalesce = policy.coalesce;
        }

        private CachePolicy policy() {
            return new CachePolicy(
                    ttl,
                    nullTtl,
                    staleFor,
                    staleWhen,
                    refreshBackoff,
                    jitter,
                    earlyRefresh,
                    sourceLag,
                    maxUnconfirmed,
                    local,
                    remote,
                    codec,
                    compressAbove,
                    maxPageSize,
                    oversize,
                    transactions,
                    failureBackoff,
                    notFoundFor,
                    load,
                    coalesce);
        }
    }
}
