package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What the cache itself finds by reflection or as a resource. */
final class NexusCacheRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/ledgerlink/nexus/cache/remote/redis/*.lua");
        hints.resources().registerPattern("io/ledgerlink/nexus/cache/journal/jdbc/*.sql");
        hints.reflection().registerType(CachePolicy.EarlyRefresh.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        hints.reflection().registerType(MaxUnconfirmed.class, MemberCategory.INVOKE_PUBLIC_METHODS);
    }
}
