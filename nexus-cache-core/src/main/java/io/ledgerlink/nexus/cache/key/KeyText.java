package io.ledgerlink.nexus.cache.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full texts in Redis of one application's entries, stamps and channel.
 *
 * <p>Tenants, caches and tags are given as they are and encoded here; query and page paths are encoded
 * already. No value of any part can yield another part's text: separators, braces, glob characters, blanks and
 * {@code !} never stand for themselves inside a part. A {@code =} can occur in a query path, so in {@code key=stamp} the
 * last one divides. Immutable and safe for use by many threads.
 */
public final class KeyText {

    /** Stands for the tenant where there is none. No tenant's encoded text is like it. */
    private static final String SHARED = "*";

    private static final String CLOCK = "clock";

    private static final String SHARED_SLOT = "{" + SHARED + "}";
    private static final String SHARED_SLOT_GLOB = "{\\" + SHARED + "}";
    private static final String ANY_SLOT_GLOB = "{*}";

    /** Entries begin with the cache's name, which is encoded; stamps begin with a {@code !}. */
    private static final String ANY_ENTRY_GLOB = ":[^!]*";

    /** The kinds of stamp whose keys go on with a cache's name. */
    private static final List<String> NAMING_A_CACHE = List.of("cache:", "region:", "query:");

    private final String prefix;

    /** Texts that begin with this prefix, which keeps its {@code :} and {@code /}. */
    public KeyText(String prefix) {
        if (prefix.isBlank()) {
            throw new IllegalArgumentException("The key prefix is blank. Name the application in it:"
                    + " without a prefix two applications on one Redis would share their entries.");
        }
        // A brace never stands in the encoded prefix, so the first one still begins the hash tag.
        this.prefix = Percent.encode(prefix, ":/");
    }

    /** An entry's key. */
    public String entry(@Nullable String tenant, String cache, int version, String queryPath, String pagePath) {
        return prefix + ":" + withoutPrefix(tenant, cache, version, queryPath, pagePath);
    }

    /** An entry's key without the application's prefix. */
    public static String withoutPrefix(
            @Nullable String tenant, String cache, int version, String queryPath, String pagePath) {
        return slot(tenant) + ":" + Percent.encode(cache) + ":v" + version + ":" + queryPath + ":" + pagePath;
    }

    /** The lease of an entry's load, beside the entry. As a stamp's, its key is spared by purges. */
    public static String lease(String entryKey) {
        int afterSlot = entryKey.indexOf("}:") + 2;
        return entryKey.substring(0, afterSlot) + "!lease:" + entryKey.substring(afterSlot);
    }

    /** The stamp of everything of this application. */
    public String allStamp() {
        return stamp(null, "all");
    }

    /** The stamp of one cache, for every tenant. */
    public String cacheStamp(String cache) {
        return stamp(null, "cache") + ":" + Percent.encode(cache);
    }

    /** The stamp of every cache of one tenant. */
    public String tenantStamp(String tenant) {
        return stamp(tenant, "tenant");
    }

    /** The stamp of one cache of one tenant, or of a shared cache. */
    public String regionStamp(@Nullable String tenant, String cache) {
        return stamp(tenant, "region") + ":" + Percent.encode(cache);
    }

    /** The stamp of one query with its arguments, for all pages. */
    public String queryStamp(@Nullable String tenant, String cache, String queryPath) {
        return stamp(tenant, "query") + ":" + Percent.encode(cache) + ":" + queryPath;
    }

    /** The clock of one tenant's tags: a stamp that every eviction of one of them renews. */
    public String tagClockStamp(String tenant) {
        return stamp(tenant, CLOCK);
    }

    /** Whether this is the clock of a tenant's tags. */
    public static boolean isTagClock(String key) {
        return key.endsWith("}:!" + CLOCK);
    }

    /** The stamp of what carries a tag, in every cache of one tenant. */
    public String tagStamp(String tenant, String tag) {
        return stamp(tenant, "tag") + ":" + Percent.encode(tag);
    }

    /** The channel of the bus. */
    public String channel() {
        return prefix + ":!bus";
    }

    /** A glob for every entry of this application; as the other globs, it matches no stamp. */
    public String entriesPattern() {
        return prefix + ":" + ANY_SLOT_GLOB + ANY_ENTRY_GLOB;
    }

    /** A glob for every entry of a tenant, or of all shared caches. */
    public String tenantEntriesPattern(@Nullable String tenant) {
        return prefix + ":" + slotGlob(tenant) + ANY_ENTRY_GLOB;
    }

    /** A glob for every entry of a cache, in every tenant. */
    public String cacheEntriesPattern(String cache) {
        return prefix + ":" + ANY_SLOT_GLOB + ofCache(cache);
    }

    /** A glob for every entry of a cache of one tenant, or of a shared cache. */
    public String regionEntriesPattern(@Nullable String tenant, String cache) {
        return prefix + ":" + slotGlob(tenant) + ofCache(cache);
    }

    /** Whether this is a stamp of this application. */
    public boolean isStamp(String key) {
        return standsIn(key, true);
    }

    /** Whether this is an entry of this application. */
    public boolean isEntry(String key) {
        return standsIn(key, false);
    }

    /** Whether this is the stamp of one cache, for every tenant. */
    public boolean isCacheStamp(String key) {
        return key.startsWith(stamp(null, "cache") + ":");
    }

    /** The cache that a stamp's key names, as {@link #cacheAsInStamp} writes it; {@code null} where it names none. */
    public static @Nullable String cacheInStamp(String key) {
        int kind = key.indexOf("}:!") + 3;
        for (String named : NAMING_A_CACHE) {
            if (key.startsWith(named, kind)) {
                int from = kind + named.length();
                int end = key.indexOf(':', from);
                return end < 0 ? key.substring(from) : key.substring(from, end);
            }
        }
        return null;
    }

    /** A cache's name as it stands in the keys of its stamps. */
    public static String cacheAsInStamp(String cache) {
        return Percent.encode(cache);
    }

    private boolean standsIn(String key, boolean stamp) {
        int afterSlot = key.indexOf("}:") + 2;
        return key.startsWith(prefix + ":{")
                && afterSlot > 2
                && afterSlot < key.length()
                && (key.charAt(afterSlot) == '!') == stamp;
    }

    private static String ofCache(String cache) {
        return ":" + Percent.encode(cache) + ":v*";
    }

    private String stamp(@Nullable String tenant, String kind) {
        return prefix + ":" + slot(tenant) + ":!" + kind;
    }

    private static String slotGlob(@Nullable String tenant) {
        return tenant == null ? SHARED_SLOT_GLOB : slot(tenant);
    }

    private static String slot(@Nullable String tenant) {
        if (tenant == null) {
            return SHARED_SLOT;
        }
        if (tenant.isEmpty()) {
            throw new IllegalArgumentException("The tenant is empty: {} is no hash tag. Name the tenant.");
        }
        return "{" + Percent.encode(tenant) + "}";
    }
}
