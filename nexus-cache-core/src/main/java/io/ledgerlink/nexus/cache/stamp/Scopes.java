package io.ledgerlink.nexus.cache.stamp;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that somebody on this instance holds.
 *
 * <p>Internal. Two calls for one key give the same object as long as anybody holds it; then it is forgotten, so the table
 * cannot outgrow what is in use. The wide scopes are few and are never forgotten. Safe for use by many threads.
 */
public final class Scopes {

    private final KeyText text;
    private final Scope all;
    private final Map<String, Scope> caches = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Scope> near;

    public Scopes(KeyText text) {
        this(text, Caffeine.newBuilder().weakValues().<String, Scope>build().asMap());
    }

    /** Keeps the near scopes in a table whose owner forgets those that nobody holds. */
    public Scopes(KeyText text, ConcurrentMap<String, Scope> near) {
        this.text = text;
        this.all = new Scope(text.allStamp(), true);
        this.near = near;
    }

    public Scope all() {
        return all;
    }

    public Scope cache(String cache) {
        return caches.computeIfAbsent(text.cacheStamp(cache), key -> new Scope(key, true));
    }

    public Scope tenant(String tenant) {
        return near(text.tenantStamp(tenant));
    }

    public Scope region(@Nullable String tenant, String cache) {
        return near(text.regionStamp(tenant, cache));
    }

    public Scope query(CacheKey key) {
        return near(text.queryStamp(key.tenant(), key.cache(), key.queryPath()));
    }

    public Scope tag(String tenant, String tag) {
        return near(text.tagStamp(tenant, tag));
    }

    /** The scopes of an entry; tags in any order and number of mentions give the same lineage. */
    public Lineage lineage(CacheKey key, Collection<String> tags) {
        String tenant = key.tenant();
        if (tenant == null && !tags.isEmpty()) {
            throw new CacheKeyException("Query '" + key.shape().query() + "' of cache '" + key.cache()
                    + "' is shared and has the tags " + tags
                    + ". A tag belongs to one tenant: leave the tags out, or name the tenant");
        }
        List<String> carried =
                tags.isEmpty() ? List.of() : tags.stream().distinct().sorted().toList();
        return new Lineage(
                all,
                cache(key.cache()),
                query(key),
                region(tenant, key.cache()),
                tenant == null ? null : tenant(tenant),
                carried,
                tenant == null
                        ? List.of()
                        : carried.stream().map(tag -> tag(tenant, tag)).toList());
    }

    /** The scope behind a key of the remote tier, made where nobody holds it. */
    public Scope byKey(String key) {
        if (key.equals(all.key())) {
            return all;
        }
        if (text.isCacheStamp(key)) {
            return caches.computeIfAbsent(key, unknown -> new Scope(unknown, true));
        }
        return near(key);
    }

    /** Every wide scope that this instance has met. */
    public List<Scope> wide() {
        List<Scope> wide = new ArrayList<>(caches.values());
        wide.add(all);
        return wide;
    }

    private Scope near(String key) {
        return near.computeIfAbsent(key, unknown -> new Scope(unknown, false));
    }
}
