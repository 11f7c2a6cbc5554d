package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;

/** Where an entry stands in the remote tier. */
final class EntryKey {

    private EntryKey() {}

    static String of(KeyText text, CacheKey key) {
        return text.entry(key.tenant(), key.cache(), key.shape().version(), key.queryPath(), key.pagePath());
    }
}
