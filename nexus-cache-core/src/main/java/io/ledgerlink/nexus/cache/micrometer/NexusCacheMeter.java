package io.ledgerlink.nexus.cache.micrometer;

import io.micrometer.core.instrument.Meter;
import java.util.List;

/**
 * All meters of Nexus Cache: name, kind, unit, the keys of the tags, and the meaning.
 *
 * <p>Names and tags of the first four are those that Micrometer and Spring Boot give to every cache. Tenants, keys and
 * arguments are tags of none. Internal.
 */
enum NexusCacheMeter {
    GETS(
            "cache.gets",
            Meter.Type.COUNTER,
            "calls",
            Keys.FAMILY_GETS,
            "Calls by who answered: `hit` of the tier `local` or `remote`, `hit` of `stale` for an entry of either past its time to"
                    + " live, or `miss`, with the tier `none`, for the source"),
    PUTS(
            "cache.puts",
            Meter.Type.COUNTER,
            "values",
            Keys.FAMILY,
            "Values given to the tiers to keep: loaded, put, or stored with a ticket"),
    EVICTIONS(
            "cache.evictions",
            Meter.Type.COUNTER,
            "evictions",
            Keys.FAMILY,
            "Evictions that this instance made of the cache, its regions and its queries"),
    SIZE(
            "cache.size",
            Meter.Type.GAUGE,
            "entries",
            Keys.FAMILY,
            "Entries in the local tier, invalid ones that have not left yet included"),
    LOAD(
            "nexus.cache.load",
            Meter.Type.TIMER,
            "seconds",
            Keys.CACHE_OUTCOME,
            "Time that the source took, by `success` and `failure`; a batch is one load of each cache in it"),
    STORES(
            "nexus.cache.stores",
            Meter.Type.COUNTER,
            "entries",
            Keys.CACHE_RESULT,
            "Stores in the remote tier: `stored`, `refused` because a stamp had changed meanwhile, or `dropped` because too"
                    + " many waited"),
    BYPASSES(
            "nexus.cache.bypasses",
            Meter.Type.COUNTER,
            "calls",
            Keys.CACHE,
            "Calls that went past the cache: no time to live, too large a page, or as asked"),
    REFRESHES(
            "nexus.cache.refreshes",
            Meter.Type.COUNTER,
            "refreshes",
            Keys.CACHE,
            "Loads in the background, of stale entries and early ones, those that another instance had spared"
                    + " the source included"),
    CONFIRMATIONS(
            "nexus.cache.confirmations",
            Meter.Type.COUNTER,
            "entries",
            Keys.CACHE,
            "Local entries that were confirmed by their stamps alone"),
    LAGGING(
            "nexus.cache.lagging",
            Meter.Type.COUNTER,
            "loads",
            Keys.CACHE,
            "Loads not stored because the source may not have caught up with an eviction"),
    UNREADABLE(
            "nexus.cache.unreadable",
            Meter.Type.COUNTER,
            "entries",
            Keys.CACHE,
            "Entries found that could not be read, and were misses"),
    UNENCODABLE(
            "nexus.cache.unencodable",
            Meter.Type.COUNTER,
            "values",
            Keys.CACHE,
            "Values that could not be encoded, and were not stored"),
    REMOTE_FAILURES(
            "nexus.cache.remote.failures",
            Meter.Type.COUNTER,
            "commands",
            Keys.CACHE,
            "Commands that the remote tier did not answer, not in time, or with an error"),
    ALL_EVICTIONS(
            "nexus.cache.evictions",
            Meter.Type.COUNTER,
            "scopes",
            Keys.INSTANCE,
            "Scopes of every kind that this instance has evicted, tenants and tags included"),
    EVICTIONS_LAG(
            "nexus.cache.evictions.lag",
            Meter.Type.TIMER,
            "seconds",
            Keys.INSTANCE,
            "From another instance's stamp, by the server's clock, until its eviction was applied here"),
    PENDING(
            "nexus.cache.pending",
            Meter.Type.GAUGE,
            "scopes",
            Keys.INSTANCE,
            "Scopes whose evictions the remote tier has not confirmed yet"),
    CONNECTED(
            "nexus.cache.connected",
            Meter.Type.GAUGE,
            "0 or 1",
            Keys.INSTANCE,
            "Whether the remote tier is there and up to date; with 0 the local tier serves alone"),
    BREAKER_OPEN(
            "nexus.cache.breaker.open",
            Meter.Type.GAUGE,
            "0 or 1",
            Keys.INSTANCE,
            "Whether the remote tier is left alone because it did not answer in time"),
    BREAKER_OPENINGS(
            "nexus.cache.breaker.openings",
            Meter.Type.COUNTER,
            "openings",
            Keys.INSTANCE,
            "How often the remote tier was given up on because too many calls had no answer in time, or a slow one"),
    READS_SPARED(
            "nexus.cache.reads.skipped",
            Meter.Type.COUNTER,
            "reads",
            Keys.INSTANCE,
            "Reads that did without the remote tier because it was not there, or was left alone"),
    EPOCHS(
            "nexus.cache.epochs",
            Meter.Type.COUNTER,
            "epochs",
            Keys.INSTANCE,
            "How often the bus began again, at the start and whenever a message may have been missed"),
    FOREIGN_MESSAGES(
            "nexus.cache.foreign",
            Meter.Type.COUNTER,
            "messages",
            Keys.INSTANCE,
            "Messages on the bus' channel that were malformed or of another version");

    private final String meterName;
    private final Meter.Type type;
    private final String unit;
    private final List<String> tags;
    private final String meaning;

    NexusCacheMeter(String meterName, Meter.Type type, String unit, List<String> tags, String meaning) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.tags = tags;
        this.meaning = meaning;
    }

    String meterName() {
        return meterName;
    }

    Meter.Type type() {
        return type;
    }

    String unit() {
        return unit;
    }

    List<String> tags() {
        return tags;
    }

    String meaning() {
        return meaning;
    }

    /** The sets of tag keys that there are. */
    private static final class Keys {

        private static final List<String> INSTANCE = List.of("cache.manager");
        private static final List<String> CACHE = List.of("cache", "cache.manager");
        private static final List<String> CACHE_OUTCOME = List.of("cache", "cache.manager", "outcome");
        private static final List<String> CACHE_RESULT = List.of("cache", "cache.manager", "result");
        private static final List<String> FAMILY = List.of("cache", "cache.manager", "name");
        private static final List<String> FAMILY_GETS = List.of("cache", "cache.manager", "name", "result", "tier");
    }
}
