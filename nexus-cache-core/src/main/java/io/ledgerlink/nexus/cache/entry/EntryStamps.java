package io.ledgerlink.nexus.cache.entry;

/**
 * The stamps that an entry was loaded under, as its header keeps them.
 *
 *
 * @param all the {@code all} stamp
 * @param cache the {@code cache} stamp
 * @param query the {@code query} stamp
 * @param fingerprint identities, count and stamps of the other scopes, as one number
 */
public record EntryStamps(long all, long cache, long query, long fingerprint) {}
