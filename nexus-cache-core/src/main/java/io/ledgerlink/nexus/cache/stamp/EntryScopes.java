package io.ledgerlink.nexus.cache.stamp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that one entry belongs to, held strongly, and further ones: the tags that its source has found, or for a load that
 * may find some, their clock.
 *
 * <p>Immutable. A local hit asks {@link #stampSum} alone: a few field reads, no hashing, no allocation. The scopes
 * in order are all, cache, query, region, then the tenant and the tags where the entry has them, then the further ones; the
 * first two are <em>wide</em>, the rest are <em>near</em>: they live in the entry's slot.
 */
public final class EntryScopes {

    static final int ALL = 0;
    static final int CACHE = 1;
    static final int QUERY = 2;
    static final int FIRST_NEAR = QUERY;

    private final RegionScopes ground;
    private final Scope query;
    private final @Nullable Tags tags;

    EntryScopes(RegionScopes ground, Scope query) {
        this(ground, query, null);
    }

    EntryScopes(RegionScopes ground, Scope query, @Nullable Tags tags) {
        this.ground = ground;
        this.query = query;
        this.tags = tags;
    }

    /** The sum of all stamps and generations. Each only grows, so while the sum stands every one of them does. */
    public long stampSum() {
        long stampSum = ground.stampSum() + query.stampSum();
        return tags == null ? stampSum : stampSum + tags.stampSum();
    }

    public Scope all() {
        return ground.all;
    }

    public Scope cache() {
        return ground.cache;
    }

    public Scope query() {
        return query;
    }

    /** The names of the tags, sorted, each once. */
    public List<String> tags() {
        return tags == null ? List.of() : tags.names;
    }

    /** How many scopes come after those that the key and its tags name. */
    public int further() {
        return tags == null ? 0 : tags.further;
    }

    /** The same with these further scopes, which it has none of yet. */
    public EntryScopes with(List<Scope> further) {
        List<Scope> scopes = new ArrayList<>();
        List<String> names = List.of();
        if (tags != null) {
            tags.addTo(scopes);
            names = tags.names;
        }
        scopes.addAll(further);
        return new EntryScopes(ground, query, new Tags(names, scopes));
    }

    /** The same without further scopes. */
    public EntryScopes bare() {
        if (tags == null || tags.further == 0) {
            return this;
        }
        List<Scope> scopes = new ArrayList<>();
        tags.addTo(scopes);
        return tags.names.isEmpty()
                ? new EntryScopes(ground, query)
                : new EntryScopes(ground, query, new Tags(tags.names, scopes.subList(0, tags.names.size())));
    }

    /** The scopes in order. */
    public List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>(8);
        scopes.add(ground.all);
        scopes.add(ground.cache);
        scopes.add(query);
        scopes.add(ground.region);
        if (ground.tenant != null) {
            scopes.add(ground.tenant);
        }
        if (tags != null) {
            tags.addTo(scopes);
        }
        return scopes;
    }

    /** What all entries of one region belong to; they share one object. */
    static final class RegionScopes {

        private final Scope all;
        private final Scope cache;
        private final Scope region;
        private final @Nullable Scope tenant;

        RegionScopes(Scope all, Scope cache, Scope region, @Nullable Scope tenant) {
            this.all = all;
            this.cache = cache;
            this.region = region;
            this.tenant = tenant;
        }

        private long stampSum() {
            long stampSum = all.stampSum() + cache.stampSum() + region.stampSum();
            return tenant == null ? stampSum : stampSum + tenant.stampSum();
        }
    }

    /** The tags by name, and their scopes in the same order; then scopes of no names. */
    static final class Tags {

        private final List<String> names;
        private final int further;
        private @Nullable Tag first;

        Tags(List<String> names, List<Scope> scopes) {
            this.names = names;
            this.further = scopes.size() - names.size();
            for (int i = scopes.size() - 1; i >= 0; i--) {
                first = new Tag(scopes.get(i), first);
            }
        }

        private long stampSum() {
            long stampSum = 0;
            for (Tag tag = first; tag != null; tag = tag.next) {
                stampSum += tag.scope.stampSum();
            }
            return stampSum;
        }

        private void addTo(List<Scope> scopes) {
            for (Tag tag = first; tag != null; tag = tag.next) {
                scopes.add(tag.scope);
            }
        }
    }

    private record Tag(Scope scope, @Nullable Tag next) {}
}
