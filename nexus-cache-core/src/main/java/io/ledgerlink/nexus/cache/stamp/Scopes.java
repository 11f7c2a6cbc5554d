package io.ledgerlink.nexus.cache.stamp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.Lineage.Ground;
import io.ledgerlink.nexus.cache.stamp.Lineage.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final NearScopes near;
    private final Cache<String, Ground> grounds =
            Caffeine.newBuilder().weakValues().build();

    public Scopes(KeyText text) {
        this.text = text;
        this.all = Scope.wide(text.allStamp());
        this.near = new NearScopes(text);
    }

    public Scope all() {
        return all;
    }

    public Scope cache(String cache) {
        return caches.computeIfAbsent(text.cacheStamp(cache), Scope::wide);
    }

    public Scope tenant(String tenant) {
        return near.get(text.tenantStamp(tenant));
    }

    public Scope region(@Nullable String tenant, String cache) {
        return near.get(text.regionStamp(tenant, cache));
    }

    public Scope query(CacheKey key) {
        return near.get(text.queryStamp(key.tenant(), key.cache(), key.queryPath()));
    }

    public Scope tag(String tenant, String tag) {
        return near.get(text.tagStamp(tenant, tag));
    }

    /** The scopes of an entry; tags in any order and number of mentions give the same lineage. */
    public Lineage lineage(CacheKey key, Collection<String> tags) {
        String tenant = key.tenant();
        if (tenant == null && !tags.isEmpty()) {
            throw new CacheKeyException("Query '" + key.shape().query() + "' of cache '" + key.cache()
                    + "' is shared and has the tags " + tags
                    + ". A tag belongs to one tenant: leave the tags out, or name the tenant");
        }
        Ground ground = ground(tenant, key.cache());
        return tenant == null || tags.isEmpty()
                ? new Lineage(ground, query(key))
                : new Lineage(ground, query(key), tags(tenant, tags));
    }

    private Ground ground(@Nullable String tenant, String cache) {
        return grounds.get(
                text.regionStamp(tenant, cache),
                region -> new Ground(all, cache(cache), near.get(region), tenant == null ? null : tenant(tenant)));
    }

    private Tags tags(String tenant, Collection<String> tags) {
        List<String> names = tags.stream().distinct().sorted().toList();
        return new Tags(names, names.stream().map(tag -> tag(tenant, tag)).toList());
    }

    /** The scope behind a key of the remote tier, made where nobody holds it. */
    public Scope byKey(String key) {
        if (key.equals(all.key())) {
            return all;
        }
        if (text.isCacheStamp(key)) {
            return caches.computeIfAbsent(key, Scope::wide);
        }
        return near.get(key);
    }

    /** Every wide scope that this instance has met. */
    public List<Scope> wide() {
        List<Scope> wide = new ArrayList<>(caches.values());
        wide.add(all);
        return wide;
    }
}
