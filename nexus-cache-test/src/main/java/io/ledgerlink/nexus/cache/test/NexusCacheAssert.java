package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatistics;
import java.util.List;
import java.util.function.ToLongFunction;
import org.assertj.core.api.AbstractAssert;

/**
 * Says what an instance's caches have done since the tester was emptied last: before each test method, in a Spring context.
 *
 * @since 0.1
 */
public final class NexusCacheAssert extends AbstractAssert<NexusCacheAssert, NexusCacheTester> {

    NexusCacheAssert(NexusCacheTester tester) {
        super(tester, NexusCacheAssert.class);
    }

    /** A cache asked its source that often, in the background too. */
    public NexusCacheAssert hasAskedSource(String cache, long times) {
        return has("asks of the source", cache, CacheStatistics::loads, times);
    }

    /** The local tier answered that often. */
    public NexusCacheAssert hasLocalHits(String cache, long times) {
        return has("local hits", cache, CacheStatistics::localHits, times);
    }

    /** The remote tier answered that often. */
    public NexusCacheAssert hasRemoteHits(String cache, long times) {
        return has("remote hits", cache, CacheStatistics::remoteHits, times);
    }

    /** A tag was evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedTag(Object tenant, String tag) {
        return hasEvicted(
                "tag '" + tag + "' of tenant '" + tenant + "'", actual.scopes().tag(tenant, tag));
    }

    /** A tenant was evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedTenant(Object tenant) {
        return hasEvicted("tenant '" + tenant + "'", actual.scopes().tenant(tenant));
    }

    /** One cache of a tenant was evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedRegion(Object tenant, String cache) {
        return hasEvicted(
                "cache '" + cache + "' of tenant '" + tenant + "'",
                actual.scopes().region(tenant, cache));
    }

    /** One cache of every tenant was evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedCache(String cache) {
        return hasEvicted("cache '" + cache + "'", actual.scopes().cache(cache));
    }

    /** A shared cache's entries were evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedShared(String cache) {
        return hasEvicted("shared cache '" + cache + "'", actual.scopes().shared(cache));
    }

    /** A query was evicted with all its pages, by whichever instance. */
    public NexusCacheAssert hasEvictedQuery(CacheKey key) {
        return hasEvicted("query " + key, actual.scopes().query(key));
    }

    /** Everything was evicted, by whichever instance. */
    public NexusCacheAssert hasEvictedAll() {
        return hasEvicted("everything", actual.scopes().all());
    }

    /** Nothing was evicted. An eviction of a transaction that is still open has not been made yet. */
    public NexusCacheAssert hasEvictedNothing() {
        if (!actual.evicted().isEmpty()) {
            throw failure("Expected no eviction, but these scopes were evicted:\n  %s", lines(actual.evicted()));
        }
        return this;
    }

    private NexusCacheAssert has(String what, String cache, ToLongFunction<CacheStatistics> figure, long expected) {
        if (!actual.cache().cacheNames().contains(cache)) {
            throw failure(
                    "Expected %s %s of cache '%s', but nothing has asked such a cache. There are: %s",
                    expected, what, cache, actual.cache().cacheNames());
        }
        long count = actual.since(cache, figure);
        if (count != expected) {
            throw failure(
                    "Expected %s %s of cache '%s', but there were %s:\n  %s", expected, what, cache, count, actual);
        }
        return this;
    }

    private NexusCacheAssert hasEvicted(String what, String scope) {
        if (!actual.awaitEvicted(scope)) {
            throw failure("Expected an eviction of %s\n  (scope %s)\nbut %s", what, scope, lines(actual.evicted()));
        }
        return this;
    }

    private String lines(List<String> scopes) {
        String waiting = actual.cache().busStatistics().pendingScopes() > 0
                ? "\nSome are pending, because the remote tier has not confirmed them."
                : "";
        return (scopes.isEmpty()
                        ? "nothing was evicted. Was the transaction committed that the eviction waits for?"
                        : "these scopes were:\n  " + String.join("\n  ", scopes))
                + waiting;
    }
}
