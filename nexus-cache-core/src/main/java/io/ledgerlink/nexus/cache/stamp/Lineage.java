package io.ledgerlink.nexus.cache.stamp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that one entry belongs to, held strongly.
 *
 * <p>Internal, immutable. A local hit asks {@link #level} alone: a few field reads, no hashing, no allocation. The scopes
 * in order are all, cache, query, region, then the tenant and the tags where the entry has them; the first two are
 * <em>wide</em>, the rest are <em>near</em>: they live in the entry's slot.
 */
public final class Lineage {

    static final int ALL = 0;
    static final int CACHE = 1;
    static final int QUERY = 2;
    static final int FIRST_NEAR = QUERY;

    private final Scope all;
    private final Scope cache;
    private final Scope query;
    private final Scope region;
    private final @Nullable Scope tenant;
    private final List<String> tags;
    private final @Nullable Tag tagged;

    /** The tags by name, and their scopes in the same order. */
    Lineage(
            Scope all,
            Scope cache,
            Scope query,
            Scope region,
            @Nullable Scope tenant,
            List<String> tags,
            List<Scope> tagScopes) {
        this.all = all;
        this.cache = cache;
        this.query = query;
        this.region = region;
        this.tenant = tenant;
        Tag chain = null;
        for (int i = tagScopes.size() - 1; i >= 0; i--) {
            chain = new Tag(tagScopes.get(i), chain);
        }
        this.tags = tags;
        this.tagged = chain;
    }

    /** The sum of all stamps and generations. Each only grows, so while the sum stands every one of them does. */
    public long level() {
        long level = all.level() + cache.level() + query.level() + region.level();
        if (tenant != null) {
            level += tenant.level();
        }
        for (Tag tag = tagged; tag != null; tag = tag.next) {
            level += tag.scope.level();
        }
        return level;
    }

    public Scope all() {
        return all;
    }

    public Scope cache() {
        return cache;
    }

    public Scope query() {
        return query;
    }

    /** The names of the tags, sorted, each once. */
    public List<String> tags() {
        return tags;
    }

    /** The scopes in order. */
    public List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>(8);
        scopes.add(all);
        scopes.add(cache);
        scopes.add(query);
        scopes.add(region);
        if (tenant != null) {
            scopes.add(tenant);
        }
        for (Tag tag = tagged; tag != null; tag = tag.next) {
            scopes.add(tag.scope);
        }
        return scopes;
    }

    private record Tag(Scope scope, @Nullable Tag next) {}
}
