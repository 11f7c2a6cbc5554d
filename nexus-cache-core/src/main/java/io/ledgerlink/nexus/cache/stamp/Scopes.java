package io.ledgerlink.nexus.cache.stamp;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.EntryScopes.RegionScopes;
import io.ledgerlink.nexus.cache.stamp.EntryScopes.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that somebody on this instance holds.
 *
 * <p>Two calls for one key give the same object as long as anybody holds it; then it is forgotten, so the table
 * cannot outgrow what is in use. The wide scopes are few and are never forgotten. Safe for use by many threads.
 */
public final class Scopes {

    private final KeyText text;
    private final Scope all;
    private final Map<String, Scope> caches = new ConcurrentHashMap<>();
    private final Function<String, Scope> near;

    public Scopes(KeyText text) {
        this(text, new NearScopes(text)::get);
    }

    /** Keeps the near scopes in a table whose owner forgets those that nobody holds. */
    public Scopes(KeyText text, ConcurrentMap<String, Scope> near) {
        this(text, key -> near.computeIfAbsent(key, unknown -> Scope.near(text, unknown)));
    }

    private Scopes(KeyText text, Function<String, Scope> near) {
        this.text = text;
        this.all = Scope.wide(text.allStamp());
        this.near = near;
    }

    public Scope all() {
        return all;
    }

    public Scope cache(String cache) {
        return caches.computeIfAbsent(text.cacheStamp(cache), Scope::wide);
    }

    public Scope tenant(String tenant) {
        return near.apply(text.tenantStamp(tenant));
    }

    public Scope region(@Nullable String tenant, String cache) {
        return near.apply(text.regionStamp(tenant, cache));
    }

    public Scope query(CacheKey key) {
        return near.apply(text.queryStamp(key.tenant(), key.cache(), key.queryPath()));
    }

    public Scope tag(String tenant, String tag) {
        return near.apply(text.tagStamp(tenant, tag));
    }

    /** The clock of a tenant's tags, which every eviction of one of them evicts too. */
    public Scope tagClock(String tenant) {
        return near.apply(text.tagClockStamp(tenant));
    }

    /** The scopes of an entry; tags in any order and number of mentions give the same lineage. */
    public EntryScopes lineage(CacheKey key, Collection<String> tags) {
        String tenant = key.tenant();
        if (tenant == null && !tags.isEmpty()) {
            throw new CacheKeyException("Query '" + key.shape().query() + "' of cache '" + key.cache()
                    + "' is shared and has the tags " + tags
                    + ". A tag belongs to one tenant: leave the tags out, or name the tenant");
        }
        RegionScopes ground = ground(tenant, key.cache());
        return tenant == null || tags.isEmpty()
                ? new EntryScopes(ground, query(key))
                : new EntryScopes(ground, query(key), tags(tenant, tags));
    }

    /** Two that ask at the same time may both make it: it stands for the same scopes. */
    private RegionScopes ground(@Nullable String tenant, String cache) {
        Scope region = region(tenant, cache);
        RegionScopes known = region.ground();
        if (known != null) {
            return known;
        }
        RegionScopes made = new RegionScopes(all, cache(cache), region, tenant == null ? null : tenant(tenant));
        region.found(made);
        return made;
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
        return near.apply(key);
    }

    /** Every wide scope that this instance has met. */
    public List<Scope> wide() {
        List<Scope> wide = new ArrayList<>(caches.values());
        wide.add(all);
        return wide;
    }
}
