package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows the caches, how they keep their entries, and what they have counted on this instance.
 *
 * <p>Read only: it shows no key, no tenant and no value, opens no cache and asks Redis nothing. Safe for use by many
 * threads; without the remote tier it answers the same, and says so.
 *
 * @since 0.1
 */
@Endpoint(id = "nexuscache", defaultAccess = Access.READ_ONLY)
public final class NexusCacheEndpoint {

    private final NexusCache cache;

    NexusCacheEndpoint(NexusCache cache) {
        this.cache = cache;
    }

    /** All caches that were configured or have been asked, and how this instance stands with the others. */
    @ReadOperation
    public NexusCacheDescriptor caches() {
        Map<String, CacheDescriptor> caches = new LinkedHashMap<>();
        cache.cacheNames().forEach(name -> caches.put(name, descriptor(name)));
        return new NexusCacheDescriptor(cache.busStatistics(), caches);
    }

    /** One of them; nothing where there is none of that name. */
    @ReadOperation
    public @Nullable CacheDescriptor cache(@Selector String name) {
        return cache.cacheNames().contains(name) ? descriptor(name) : null;
    }

    private CacheDescriptor descriptor(String name) {
        return new CacheDescriptor(PolicySettings.of(cache.policy(name)), cache.statistics(name));
    }

    /**
     * The answer for all caches.
     *
     * @param instance how this instance stands with the others
     * @param caches by name
     */
    public record NexusCacheDescriptor(BusStatistics instance, Map<String, CacheDescriptor> caches) {}

    /**
     * The answer for one cache.
     *
     * @param settings effective ones, named and written as the properties are
     * @param figures what was counted since the cache was first asked
     */
    public record CacheDescriptor(Map<String, Object> settings, CacheStatistics figures) {}
}
