package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Oversize;
import io.ledgerlink.nexus.cache.CachePolicy.StaleWhen;
import io.ledgerlink.nexus.cache.CachePolicy.Store;
import io.ledgerlink.nexus.cache.CachePolicy.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code nexus.cache.*} says. Immutable; safe for use by many threads. Read once, at start-up.
 *
 * @param enabled Whether results are cached. Otherwise every call asks its source, evictions do nothing, and nothing is
 *     connected.
 * @param prefix Name that all keys in Redis begin with. Falls back to spring.application.name. Two applications on one Redis
 *     need two.
 * @param defaults Settings of caches that say nothing else
 * @param caches Settings of caches by name. They win over annotations.
 * @param policies Settings by name that queries and caches refer to. The policies short (5m), medium (1h) and long (1d) are
 *     there without being configured, each with a stale-for, an early-refresh and a failure-backoff that fit.
 * @param remote Settings of the Redis that instances share
 * @param bus Settings of the messages that carry evictions between instances
 * @param journal Where evictions are kept that Redis has not confirmed
 * @param tenant Where the tenant of a call comes from that names none; at most one of them
 * @since 0.1
 */
@ConfigurationProperties("nexus.cache")
public record NexusCacheProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String prefix,
        @DefaultValue Defaults defaults,
        @DefaultValue Map<String, Cache> caches,
        @DefaultValue Map<String, Policy> policies,
        @DefaultValue Remote remote,
        @DefaultValue Bus bus,
        @DefaultValue Journal journal,
        @DefaultValue Tenant tenant) {

    public NexusCacheProperties {
        caches = Map.copyOf(caches);
        policies = Map.copyOf(policies);
    }

    /**
     * Settings of caches that say nothing else.
     *
     * @param ttl Time that an entry is fresh.
     * @param nullTtl Time that "there is nothing" is fresh. Zero does not cache it.
     * @param staleFor Time after its ttl that an entry may still answer while it is loaded again, or while that fails.
     * @param staleWhen When a stale entry answers: always, only while it is loaded again (refreshing), or only if that fails (failing).
     * @param refreshBackoff Time that the source is left alone after it failed to renew a stale entry.
     * @param jitter Per cent of its ttl by which an entry's is shortened at most, at random, so that entries made together do not end
     *     together. Zero shortens none.
     * @param earlyRefresh When a fresh entry that answers is loaded again in the background: 'never', 'probabilistic' (sooner the
     *     longer a load takes), or after a percentage of its ttl, such as '80%'.
     * @param sourceLag Time that the source may lag behind its writes. Loads that begin within it after an eviction are
     *     returned and not stored.
     * @param maxUnconfirmed Time that local entries may answer while the bus is silent, or 'unlimited'. Zero confirms every
     *     local hit.
     * @param local Settings of the local tier
     * @param remote Whether Redis keeps entries. Evictions go there either way.
     * @param codec Format that values are written in.
     * @param compressAbove Size above which values are compressed. Not set, or negative, compresses none.
     * @param maxPageSize Number of results that a page may hold to be cached.
     * @param oversize What becomes of calls whose page is larger.
     * @param transactions What becomes of loads inside a transaction that may see its own rows.
     * @param failureBackoff Time that the source of a key is spared after its load has failed. Meanwhile a stale entry answers, or
     *     the same failure.
     * @param notFoundFor Exceptions of the source that are cached as "there is nothing", by the names of their classes.
     * @param load How long a call waits for a load
     * @param coalesce Which calls share a load: those of one instance, or those of the fleet, where one instance loads and the others
     *     wait for its entry in Redis.
     */
    public record Defaults(
            @DefaultValue("5m") Duration ttl,
            @DefaultValue("30s") Duration nullTtl,
            @Nullable Duration staleFor,
            @DefaultValue("always") StaleWhen staleWhen,
            @DefaultValue("10s") Duration refreshBackoff,
            @DefaultValue("10") int jitter,
            @DefaultValue("never") EarlyRefresh earlyRefresh,
            @DefaultValue("0s") Duration sourceLag,
            @DefaultValue("30s") MaxUnconfirmed maxUnconfirmed,
            @DefaultValue DefaultsLocal local,
            @DefaultValue("true") boolean remote,
            @DefaultValue("json") Codec codec,
            @Nullable DataSize compressAbove,
            @DefaultValue("250") int maxPageSize,
            @DefaultValue("bypass") Oversize oversize,
            @DefaultValue("strict") Transactions transactions,
            @DefaultValue("0s") Duration failureBackoff,
            @Nullable List<Class<?>> notFoundFor,
            @DefaultValue DefaultsLoad load,
            @DefaultValue("instance") Coalesce coalesce) {}

    /**
     * How caches that say nothing else keep entries in the local tier.
     *
     * @param store Form of an entry. References are the loaded objects themselves, which callers must not change; bytes are
     *     decoded again for every hit.
     * @param maxEntries Number of entries per cache. Zero for no local tier.
     * @param maxBytes Size of all entries of a cache together, instead of their number. Needs the store 'bytes'.
     */
    public record DefaultsLocal(
            @DefaultValue("reference") Store store,
            @Nullable Long maxEntries,
            @Nullable DataSize maxBytes) {}

    /**
     * How long a call waits for a load in caches that say nothing else.
     *
     * @param softTimeout Time that a call waits for a fresh value before a stale entry answers.
     * @param hardTimeout Time after which a call that waits for a load fails. Zero for never.
     */
    public record DefaultsLoad(
            @DefaultValue("0s") Duration softTimeout,
            @DefaultValue("0s") Duration hardTimeout) {}

    /**
     * Settings of one cache; what is not set comes from its policy, its annotations, and the defaults.
     *
     * @param policy Policy to begin with.
     * @param ttl Time that an entry is fresh.
     * @param nullTtl Time that "there is nothing" is fresh. Zero does not cache it.
     * @param staleFor Time after its ttl that an entry may still answer while it is loaded again, or while that fails.
     * @param staleWhen When a stale entry answers: always, only while it is loaded again (refreshing), or only if that fails (failing).
     * @param refreshBackoff Time that the source is left alone after it failed to renew a stale entry.
     * @param jitter Per cent of its ttl by which an entry's is shortened at most, at random.
     * @param earlyRefresh When a fresh entry that answers is loaded again in the background: 'never', 'probabilistic', or after a
     *     percentage of its ttl, such as '80%'.
     * @param sourceLag Time that the source may lag behind its writes.
     * @param maxUnconfirmed Time that local entries may answer while the bus is silent, or 'unlimited'.
     * @param local Settings of the local tier
     * @param remote Whether Redis keeps entries.
     * @param codec Format that values are written in.
     * @param compressAbove Size above which values are compressed. Negative compresses none.
     * @param maxPageSize Number of results that a page may hold to be cached.
     * @param oversize What becomes of calls whose page is larger.
     * @param transactions What becomes of loads inside a transaction that may see its own rows.
     * @param failureBackoff Time that the source of a key is spared after its load has failed. Meanwhile a stale entry answers, or
     *     the same failure.
     * @param notFoundFor Exceptions of the source that are cached as "there is nothing", by the names of their classes.
     * @param load How long a call waits for a load
     * @param coalesce Which calls share a load: those of one instance, or those of the fleet, where one instance loads and the others
     *     wait for its entry in Redis.
     * @param tenantScoped Whether entries that Spring's cache annotations ask for belong to the tenant of the call.
     * @param allowNull Whether Spring's cache annotations may cache null.
     */
    public record Cache(
            @Nullable String policy,
            @Nullable Duration ttl,
            @Nullable Duration nullTtl,
            @Nullable Duration staleFor,
            @Nullable StaleWhen staleWhen,
            @Nullable Duration refreshBackoff,
            @Nullable Integer jitter,
            @Nullable EarlyRefresh earlyRefresh,
            @Nullable Duration sourceLag,
            @Nullable MaxUnconfirmed maxUnconfirmed,
            @Nullable CacheLocal local,
            @Nullable Boolean remote,
            @Nullable Codec codec,
            @Nullable DataSize compressAbove,
            @Nullable Integer maxPageSize,
            @Nullable Oversize oversize,
            @Nullable Transactions transactions,
            @Nullable Duration failureBackoff,
            @Nullable List<Class<?>> notFoundFor,
            @Nullable CacheLoad load,
            @Nullable Coalesce coalesce,
            @Nullable Boolean tenantScoped,
            @Nullable Boolean allowNull) {}

    /**
     * How one cache keeps entries in the local tier.
     *
     * @param store Form of an entry.
     * @param maxEntries Number of entries. Zero for no local tier.
     * @param maxBytes Size of all entries together, instead of their number. Needs the store 'bytes'.
     */
    public record CacheLocal(
            @Nullable Store store,
            @Nullable Long maxEntries,
            @Nullable DataSize maxBytes) {}

    /**
     * How long a call waits for a load.
     *
     * @param softTimeout Time that a call waits for a fresh value before a stale entry answers.
     * @param hardTimeout Time after which a call that waits for a load fails. Zero for never.
     */
    public record CacheLoad(
            @Nullable Duration softTimeout, @Nullable Duration hardTimeout) {}

    /**
     * Settings that queries and caches refer to by name. Tiers and format are the cache's.
     *
     * @param ttl Time that an entry is fresh.
     * @param nullTtl Time that "there is nothing" is fresh. Zero does not cache it.
     * @param staleFor Time after its ttl that an entry may still answer while it is loaded again, or while that fails.
     * @param staleWhen When a stale entry answers: always, only while it is loaded again (refreshing), or only if that fails (failing).
     * @param refreshBackoff Time that the source is left alone after it failed to renew a stale entry.
     * @param jitter Per cent of its ttl by which an entry's is shortened at most, at random.
     * @param earlyRefresh When a fresh entry that answers is loaded again in the background: 'never', 'probabilistic', or after a
     *     percentage of its ttl, such as '80%'.
     * @param sourceLag Time that the source may lag behind its writes.
     * @param maxPageSize Number of results that a page may hold to be cached.
     * @param oversize What becomes of calls whose page is larger.
     * @param failureBackoff Time that the source of a key is spared after its load has failed. Meanwhile a stale entry answers, or
     *     the same failure.
     * @param notFoundFor Exceptions of the source that are cached as "there is nothing", by the names of their classes.
     * @param load How long a call waits for a load
     * @param coalesce Which calls share a load: those of one instance, or those of the fleet, where one instance loads and the others
     *     wait for its entry in Redis.
     */
    public record Policy(
            @Nullable Duration ttl,
            @Nullable Duration nullTtl,
            @Nullable Duration staleFor,
            @Nullable StaleWhen staleWhen,
            @Nullable Duration refreshBackoff,
            @Nullable Integer jitter,
            @Nullable EarlyRefresh earlyRefresh,
            @Nullable Duration sourceLag,
            @Nullable Integer maxPageSize,
            @Nullable Oversize oversize,
            @Nullable Duration failureBackoff,
            @Nullable List<Class<?>> notFoundFor,
            @Nullable CacheLoad load,
            @Nullable Coalesce coalesce) {}

    /**
     * Settings of the Redis that instances share.
     *
     * @param enabled Whether entries and evictions are shared over Redis where there is one.
     * @param connectionFactory Name of the RedisConnectionFactory bean to use, if it is not the application's main one.
     * @param timeout Time that a call waits for Redis, at most.
     * @param startupTimeout Time that the start of the application waits for Redis, at most.
     * @param breaker When a Redis that does not answer in time is left alone
     */
    public record Remote(
            @DefaultValue("true") boolean enabled,
            @Nullable String connectionFactory,
            @DefaultValue("250ms") Duration timeout,
            @DefaultValue("3s") Duration startupTimeout,
            @DefaultValue Breaker breaker) {}

    /**
     * When a Redis that does not answer in time is left alone.
     *
     * @param calls Number of the last calls that it is judged by, 64 at most.
     * @param failureRate Per cent of those calls without an answer in time, or with a slow one, from which on Redis is left
     *     alone.
     * @param slowAfter Time from which on an answer counts as none. Four fifths of remote.timeout if not set.
     * @param longestPause Time that Redis is left alone before it is tried again, at most.
     */
    public record Breaker(
            @DefaultValue("10") int calls,
            @DefaultValue("50") int failureRate,
            @Nullable Duration slowAfter,
            @DefaultValue("10s") Duration longestPause) {}

    /**
     * Settings of the messages that carry evictions between instances.
     *
     * @param channel Name of the Redis channel. Made of the prefix if not set; the same on every instance.
     * @param heartbeat Time between two signs of life of an instance, as long as there are few of them.
     * @param gap Time that a missing message may be late before local entries are confirmed again. More than two beats.
     * @param timeout Time until a lost message, or a lost subscription, is noticed. More than two beats.
     */
    public record Bus(
            @Nullable String channel,
            @DefaultValue("1s") Duration heartbeat,
            @DefaultValue("2500ms") Duration gap,
            @DefaultValue("5s") Duration timeout) {}

    /**
     * Where evictions are kept that Redis has not confirmed.
     *
     * @param type Where evictions are kept until Redis has confirmed them. With 'jdbc' also in a table, written in the
     *     transactions that evict, so that a crash after their commit loses none.
     * @param dataSource Name of the DataSource bean that has the table, if it is not the application's main one. Commands must
     *     write to the same.
     * @param table Name of the table.
     * @param grace Time that a row may lie before any instance counts it as left over, and delivers it.
     * @param pollEvery Time between two looks for rows that were left over.
     * @param initializeSchema When the table is created at start-up.
     */
    public record Journal(
            @DefaultValue("memory") JournalType type,
            @Nullable String dataSource,
            @DefaultValue("NEXUS_CACHE_JOURNAL") String table,
            @DefaultValue("10s") Duration grace,
            @DefaultValue("5s") Duration pollEvery,
            @DefaultValue("embedded") InitializeSchema initializeSchema) {}

    /** Where evictions are kept until Redis has confirmed them. */
    public enum JournalType {
        /** In the process, from the moment that they could not be confirmed. */
        MEMORY,
        /** In a table as well, from before the commit. */
        JDBC
    }

    /** When a table is created at start-up. */
    public enum InitializeSchema {
        /** In embedded databases. */
        EMBEDDED,
        /** In every database. */
        ALWAYS,
        /** Not by the cache. */
        NEVER
    }

    /**
     * Where the tenant of a call comes from that names none; at most one of them.
     *
     * @param header Header of the servlet request that names the tenant. Only behind a gateway that sets it itself.
     * @param claim Claim of the token, or attribute of the user, that names the tenant. Needs Spring Security.
     * @param authorityPrefix Prefix of the authority that names the tenant, such as TENANT_. Needs Spring Security.
     * @param userName Whether the name of who is logged in is the tenant. Needs Spring Security.
     */
    public record Tenant(
            @Nullable String header,
            @Nullable String claim,
            @Nullable String authorityPrefix,
            @DefaultValue("false") boolean userName) {}
}
