package io.ledgerlink.nexus.cache;

import io.ledgerlink.nexus.cache.key.Arguments;
import io.ledgerlink.nexus.cache.key.PageParts;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.key.UnfitValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all keys of one query have in common: its cache, its name and the names of its arguments.
 *
 * <p>Immutable, equal by value, safe for use by many threads. Make one per query and keep it.
 *
 * @since 0.1
 */
public final class QueryShape {

    private final String cache;
    private final int version;
    private final String query;
    private final List<String> parameters;
    private final boolean shared;
    private final int identityHash;

    private QueryShape(String cache, int version, String query, List<String> parameters, boolean shared) {
        this.cache = cache;
        this.version = version;
        this.query = query;
        this.parameters = parameters;
        this.shared = shared;
        this.identityHash = Objects.hash(cache, version, query, parameters, shared);
        check();
    }

    private void check() {
        if (cache.isBlank()) {
            throw new CacheKeyException("A cache needs a name, and query '" + query + "' was given a blank one.");
        }
        if (query.isBlank()) {
            throw new CacheKeyException("A query of cache '" + cache
                    + "' has a blank name. Name it: two queries of one cache are told apart by their names.");
        }
        if (version < 1) {
            throw new CacheKeyException(where() + " has version " + version + ". Versions are counted from 1.");
        }
        if (new HashSet<>(parameters).size() < parameters.size()) {
            throw new CacheKeyException(
                    where() + " has two arguments of one name: " + parameters + ". Give each its own.");
        }
    }

    /** A tenant's query, in version 1. */
    public static QueryShape of(String cache, String query, String... parameters) {
        return of(cache, query, List.of(parameters));
    }

    static QueryShape of(String cache, String query, List<String> parameters) {
        return new QueryShape(cache, 1, query, List.copyOf(parameters), false);
    }

    /** This shape in another version; versions share no entries. */
    public QueryShape version(int version) {
        return new QueryShape(cache, version, query, parameters, shared);
    }

    /** This shape for results that are the same for every tenant; its keys have none. */
    public QueryShape asShared() {
        return new QueryShape(cache, version, query, parameters, true);
    }

    /**
     * A key of this query.
     *
     * <p>Arguments are fixed as they are now: what can change is replaced by its canonical text at once, so a later
     * change of an argument changes no key. The array itself is handed over, and must not be changed by the caller. What
     * is left as it is: text, numbers, enum constants, {@code java.time}, and records of nothing else.
     *
     * @param tenant the tenant: text, a {@link java.util.UUID}, a whole number, a {@link java.math.BigDecimal} or an
     *     enum constant; {@code null} if and only if the query is shared
     * @param page a {@link Pagination}, or Spring Data's {@code Pageable}, {@code Sort}, {@code Limit} or
     *     {@code ScrollPosition}, or a list of these; {@code null} for a query without pages
     * @param args the arguments, in the order of {@link #parameters()}
     * @throws MissingTenantException if a tenant is needed and there is none
     * @throws CacheKeyException if a value cannot be part of a key, or the number of arguments is another
     */
    public CacheKey key(@Nullable Object tenant, @Nullable Object page, @Nullable Object... args) {
        return new CacheKey(this, fixTenant(tenant), fixPage(page), fixArguments(args));
    }

    private @Nullable Object fixTenant(@Nullable Object tenant) {
        if (shared) {
            if (tenant != null) {
                throw new CacheKeyException(where() + " is shared by all tenants, and came with one."
                        + " Leave the tenant out, or do not declare the query as shared.");
            }
            return null;
        }
        if (tenant == null || Tenants.isBlank(tenant)) {
            throw MissingTenantException.of(cache, query);
        }
        try {
            return Tenants.fix(tenant);
        } catch (UnfitValueException e) {
            throw new CacheKeyException("The tenant of " + whereInside() + " is unfit: " + e.getMessage(), e);
        }
    }

    @Nullable Object fixPage(@Nullable Object page) {
        if (page == null || page instanceof Pagination) {
            return page;
        }
        try {
            return PageParts.fix(page);
        } catch (UnfitValueException e) {
            throw new CacheKeyException("The page of " + whereInside() + " is unfit: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // An argument that was kept needs no other array.
    private @Nullable Object[] fixArguments(@Nullable Object[] args) {
        if (args.length != parameters.size()) {
            throw new CacheKeyException(
                    where() + " has the arguments " + parameters + ", and was given " + args.length + ".");
        }
        @Nullable Object[] fixed = args;
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            Object kept = fixArgument(i, arg);
            if (kept != arg) {
                if (fixed == args) {
                    fixed = args.clone();
                }
                fixed[i] = kept;
            }
        }
        return fixed;
    }

    private @Nullable Object fixArgument(int index, @Nullable Object arg) {
        try {
            return Arguments.fix(arg);
        } catch (UnfitValueException e) {
            throw unfit(parameters.get(index), e);
        }
    }

    CacheKeyException unfit(String parameter, UnfitValueException e) {
        return new CacheKeyException(
                "Argument '" + parameter + "' of " + whereInside() + " cannot be part of a key: " + e.getMessage(), e);
    }

    private String where() {
        return "Query '" + query + "' of cache '" + cache + "'";
    }

    private String whereInside() {
        return "query '" + query + "' of cache '" + cache + "'";
    }

    /** The cache that keeps the results. */
    public String cache() {
        return cache;
    }

    /** The version of the results' meaning, from 1. */
    public int version() {
        return version;
    }

    /** The query's name, which tells it from other queries of its cache. */
    public String query() {
        return query;
    }

    /** The names of the arguments, in the order of their declaration; tenant and page are not among them. */
    public List<String> parameters() {
        return parameters;
    }

    /** Whether the results are the same for every tenant. */
    public boolean shared() {
        return shared;
    }

    /** Whether both name the same query. */
    boolean sameQuery(QueryShape other) {
        return this == other
                || (identityHash == other.identityHash
                        && version == other.version
                        && shared == other.shared
                        && cache.equals(other.cache)
                        && query.equals(other.query)
                        && parameters.equals(other.parameters));
    }

    int identityHash() {
        return identityHash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueryShape shape && sameQuery(shape);
    }

    @Override
    public int hashCode() {
        return identityHash;
    }

    @Override
    public String toString() {
        return cache + ":v" + version + ":" + query + parameters + (shared ? " shared" : "");
    }
}
