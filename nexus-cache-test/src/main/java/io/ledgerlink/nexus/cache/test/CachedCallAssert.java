package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheStatistics;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Says how a call was answered. A failure tells what happened instead, and why a result was not kept.
 *
 * @since 0.1
 */
public final class CachedCallAssert<T> extends AbstractAssert<CachedCallAssert<T>, CachedCall<T>> {

    CachedCallAssert(CachedCall<T> call) {
        super(call, CachedCallAssert.class);
    }

    /** The local tier answered with a fresh entry. */
    public CachedCallAssert<T> isLocalHit() {
        return answeredBy("the local tier", CacheStatistics::localHits);
    }

    /** The remote tier answered with a fresh entry: the local one had none. */
    public CachedCallAssert<T> isRemoteHit() {
        return answeredBy("the remote tier", CacheStatistics::remoteHits);
    }

    /** A tier answered with an entry past its time to live. */
    public CachedCallAssert<T> isStale() {
        return answeredBy("a stale entry", CacheStatistics::staleHits);
    }

    /** The source answered, through the cache. */
    public CachedCallAssert<T> isMiss() {
        return answeredBy("the source", CacheStatistics::misses);
    }

    /** The source answered, past the cache: a condition, too large a page, or no time to live. */
    public CachedCallAssert<T> isBypass() {
        return answeredBy("the source, past the cache,", CacheStatistics::bypasses);
    }

    /** The call returned this. */
    public CachedCallAssert<T> returned(@Nullable T expected) {
        if (!Objects.deepEquals(actual.value(), expected)) {
            throw failure("Expected the call to return\n  %s\nbut it returned\n  %s", expected, actual.value());
        }
        return this;
    }

    /** What may explain a miss. */
    private String evictedBefore(long misses) {
        return misses == 0 || actual.evicted().isEmpty()
                ? ""
                : "\nThese scopes were evicted before it:\n  " + String.join("\n  ", actual.evicted());
    }

    private CachedCallAssert<T> answeredBy(String who, ToLongFunction<CacheStatistics> figure) {
        CacheFigures before = actual.before();
        CacheFigures after = actual.after();
        long answers = after.since(before, CacheStatistics::localHits)
                + after.since(before, CacheStatistics::remoteHits)
                + after.since(before, CacheStatistics::staleHits)
                + after.since(before, CacheStatistics::misses)
                + after.since(before, CacheStatistics::bypasses);
        if (answers != 1 || after.since(before, figure) != 1) {
            throw failure(
                    "Expected %s to answer one cached call, but this happened:\n  %s%s",
                    who, after.story(before), evictedBefore(after.since(before, CacheStatistics::misses)));
        }
        return this;
    }
}
