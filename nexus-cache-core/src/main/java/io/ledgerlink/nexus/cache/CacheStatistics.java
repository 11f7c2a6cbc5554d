package io.ledgerlink.nexus.cache;

/**
 * What a cache has counted since it was first used on this instance.
 *
 * <p>The figures are read one after the other while calls go on, so they may differ by a few.
 *
 * @param localHits calls answered by the local tier
 * @param remoteHits calls answered by the remote tier
 * @param staleHits calls answered by an entry of either tier past its time to live
 * @param misses calls that the source answered, those that shared a load included
 * @param bypasses calls that went past the cache
 * @param loads times the source was asked
 * @param loadFailures times the source threw
 * @param refreshes loads in the background, of stale entries and early ones of fresh entries, those that another instance
 *     had spared the source included
 * @param confirmations local entries that were confirmed by their stamps alone
 * @param puts values given to the tiers to keep: results of loads, of tickets, and those that were put
 * @param evictions evictions that this instance made of the cache, its regions and its queries; those of a tenant, a tag or
 *     everything name no cache
 * @param stores entries stored in the remote tier
 * @param refusedStores stores refused because a stamp had changed meanwhile
 * @param droppedStores stores given up because too many waited
 * @param laggingLoads loads not stored because the source may not have caught up with an eviction
 * @param transactionalLoads loads not stored because a transaction around them may have seen its own rows
 * @param unreadable entries found that could not be read
 * @param unencodable values that could not be encoded
 * @param remoteFailures commands that the remote tier did not answer, not in time, or with an error
 * @param localEntries entries in the local tier now, invalid ones that have not left yet included
 * @since 0.1
 */
public record CacheStatistics(
        long localHits,
        long remoteHits,
        long staleHits,
        long misses,
        long bypasses,
        long loads,
        long loadFailures,
        long refreshes,
        long confirmations,
        long puts,
        long evictions,
        long stores,
        long refusedStores,
        long droppedStores,
        long laggingLoads,
        long transactionalLoads,
        long unreadable,
        long unencodable,
        long remoteFailures,
        long localEntries) {}
