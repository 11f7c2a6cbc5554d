package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;

/** Where an entry stands in the remote tier. */
public final class EntryKey {

    private EntryKey() {}

    public static String of(KeyText text, CacheKey key) {
        return text.entry(key.tenant(), key.cache(), key.shape().version(), key.queryPath(), key.pagePath());
    }
}
