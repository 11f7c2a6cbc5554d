package io.ledgerlink.nexus.cache;

import io.ledgerlink.nexus.cache.key.Arguments;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.key.PageParts;
import io.ledgerlink.nexus.cache.key.QueryPath;
import io.ledgerlink.nexus.cache.key.Tenants;
import io.ledgerlink.nexus.cache.key.UnfitValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;

/**
 * What one cached result is found by: cache, version, tenant, query, arguments and page.
 *
 * <p>Equal keys have equal texts, and different argument lists never share one. The text is the same in every process.
 * Keys with equal texts need not be equal objects (a tenant given as a {@link java.util.UUID} here and as its text
 * there), which costs a miss in the local tier and nothing else.
 *
 * <p>Immutable and safe for use by many threads. The hash is computed once. A key that was built by hand or was given tags
 * remembers its texts once they were asked for; one that a {@link QueryShape} makes is as small as it can be, and builds
 * them each time.
 *
 * @since 0.1
 */
public sealed class CacheKey {

    private final QueryShape shape;
    private final @Nullable Object tenant;
    private final @Nullable Object page;
    private final @Nullable Object[] args;
    private final int hash;

    /** Takes what has been fixed already. */
    CacheKey(QueryShape shape, @Nullable Object tenant, @Nullable Object page, @Nullable Object[] args) {
        this.shape = shape;
        this.tenant = tenant;
        this.page = page;
        this.args = args;
        this.hash = hash(shape, Objects.hashCode(tenant), Objects.hashCode(page), Arrays.hashCode(args));
    }

    private CacheKey(CacheKey same) {
        this.shape = same.shape;
        this.tenant = same.tenant;
        this.page = same.page;
        this.args = same.args;
        this.hash = same.hash;
    }

    static int hash(QueryShape shape, int hashOfTenant, int hashOfPage, int hashOfArguments) {
        int result = shape.identityHash();
        result = 31 * result + hashOfTenant;
        result = 31 * result + hashOfPage;
        return 31 * result + hashOfArguments;
    }

    /** Begins a key of this cache. */
    public static Builder builder(String cache) {
        return new Builder(cache);
    }

    /** The key that a query describes. */
    public static CacheKey of(CacheableQuery query) {
        Builder builder = builder(query.cacheName()).query(query.queryName()).version(query.keyVersion());
        builder.tenant = query.tenant();
        builder.shared = query.shared();
        new TreeMap<String, @Nullable Object>(query.keyParts()).forEach(builder::part);
        Object page = query.pagination();
        if (page != null) {
            builder.pages.add(page);
        }
        return builder.tags(query.tags().toArray(String[]::new)).build();
    }

    /** What this key has in common with the query's other keys. */
    public final QueryShape shape() {
        return shape;
    }

    /** The cache that keeps the result. */
    public final String cache() {
        return shape.cache();
    }

    /** Whether the result is the same for every tenant. */
    public final boolean shared() {
        return shape.shared();
    }

    /** The tenant's canonical text, not encoded; {@code null} if the result is shared. */
    public @Nullable String tenant() {
        return tenant == null ? null : Tenants.text(tenant);
    }

    /** What evicts the result besides the query's own scopes. Not part of the key's identity. */
    public List<String> tags() {
        return List.of();
    }

    /** The same key carrying these tags instead. */
    public final CacheKey withTags(Collection<String> tags) {
        return new Remembering(this, List.copyOf(tags));
    }

    /** The same key without tags and remembered texts, as something that keeps very many keys wants it. */
    public final CacheKey bare() {
        return getClass() == CacheKey.class ? this : new CacheKey(this);
    }

    /**
     * The encoded text of query and arguments, without cache, version, tenant and page: all pages of a query share it.
     * A long one ends in a digest instead of the arguments.
     */
    public String queryPath() {
        return QueryPath.of(shape.query(), shape.parameters(), args);
    }

    /** The encoded text of the page; {@code -} if there is none. */
    public String pagePath() {
        if (page instanceof Pagination.Numbered numbered) {
            return PageParts.numbered(numbered.page(), numbered.perPage());
        }
        if (page instanceof Pagination.Cursor cursor) {
            return PageParts.cursor(cursor.cursor(), cursor.perPage());
        }
        return PageParts.text(page);
    }

    /**
     * How many results the page holds at most; {@link Integer#MAX_VALUE} if the caller asked for a page without bound
     * ({@code Pageable.unpaged()}, {@code Limit.unlimited()}), 0 if nothing about a size was said.
     */
    public final int pageSize() {
        return page instanceof Pagination pagination ? pagination.perPage() : PageParts.size(page);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof CacheKey key
                        && hash == key.hash
                        && shape.sameQuery(key.shape)
                        && Objects.equals(tenant, key.tenant)
                        && Objects.equals(page, key.page)
                        && Arrays.equals(args, key.args));
    }

    /** Whether this is the key that a probe asks for. */
    final boolean answers(CallShape.Probe probe) {
        return hash == probe.hashCode() && probe.asksFor(shape, tenant, page, args);
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    /** The canonical text without the application's prefix. */
    @Override
    public final String toString() {
        return KeyText.withoutPrefix(tenant(), cache(), shape.version(), queryPath(), pagePath());
    }

    /** A key with tags, whose texts are asked for more than once. */
    private static final class Remembering extends CacheKey {

        private final List<String> tags;

        // Written without a lock: whichever thread's text stays, it is the same text.
        private @Nullable String tenantText;
        private @Nullable String queryPath;
        private @Nullable String pagePath;

        private Remembering(CacheKey key, List<String> tags) {
            super(key);
            this.tags = tags;
        }

        @Override
        public @Nullable String tenant() {
            String text = tenantText;
            if (text == null) {
                text = super.tenant();
                tenantText = text;
            }
            return text;
        }

        @Override
        public List<String> tags() {
            return tags;
        }

        @Override
        public String queryPath() {
            String text = queryPath;
            if (text == null) {
                text = super.queryPath();
                queryPath = text;
            }
            return text;
        }

        @Override
        public String pagePath() {
            String text = pagePath;
            if (text == null) {
                text = super.pagePath();
                pagePath = text;
            }
            return text;
        }
    }

    /** Makes keys by hand. Not safe for use by many threads. */
    public static final class Builder {

        private final String cache;
        private String query = "";
        private int version = 1;
        private @Nullable Object tenant;
        private boolean shared;
        private final List<String> names = new ArrayList<>();
        private final List<@Nullable Object> values = new ArrayList<>();
        private final List<Object> pages = new ArrayList<>();
        private List<String> tags = List.of();

        private Builder(String cache) {
            this.cache = cache;
        }

        /** Whose result it is: text, a UUID, a whole number, a {@code BigDecimal} or an enum constant. */
        public Builder tenant(@Nullable Object tenant) {
            this.tenant = tenant;
            return this;
        }

        /** Says that the result is the same for every tenant. */
        public Builder shared() {
            this.shared = true;
            return this;
        }

        /** The version of the result's meaning, from 1. */
        public Builder version(int version) {
            this.version = version;
            return this;
        }

        /** The query's name, which tells it from other queries of the cache. */
        public Builder query(String query) {
            this.query = query;
            return this;
        }

        /** One argument of the query, fixed as it is now. Arguments of the same query come in the same order. */
        public Builder part(String name, @Nullable Object value) {
            try {
                values.add(Arguments.fix(value));
            } catch (UnfitValueException e) {
                throw QueryShape.of(cache, query.isBlank() ? "(not named yet)" : query)
                        .unfit(name, e);
            }
            names.add(name);
            return this;
        }

        /** The page, by number or cursor. */
        public Builder page(Pagination page) {
            pages.add(page);
            return this;
        }

        /** The page and its sort. */
        public Builder page(Pageable page) {
            pages.add(page);
            return this;
        }

        /** How many results to bring. */
        public Builder page(Limit limit) {
            pages.add(limit);
            return this;
        }

        /** Where to go on; a limit may be given besides. */
        public Builder page(ScrollPosition position) {
            pages.add(position);
            return this;
        }

        /** What evicts the result besides the query's own scopes; replaces what was said before. */
        public Builder tags(String... tags) {
            this.tags = List.of(tags);
            return this;
        }

        /**
         * The key.
         *
         * @throws MissingTenantException if there is neither a tenant nor {@link #shared()}
         * @throws CacheKeyException if anything else is missing or contradicts itself
         */
        public CacheKey build() {
            QueryShape shape = QueryShape.of(cache, query, names).version(version);
            if (shared) {
                shape = shape.asShared();
            }
            checkTags();
            return shape.key(tenant, page(), values.toArray()).withTags(tags);
        }

        private void checkTags() {
            if (shared && !tags.isEmpty()) {
                throw new CacheKeyException("Query '" + query + "' of cache '" + cache + "' is shared and has the tags "
                        + tags + ". A tag belongs to one tenant: leave the tags out, or name the tenant.");
            }
            if (tags.stream().anyMatch(String::isBlank)) {
                throw new CacheKeyException(
                        "Query '" + query + "' of cache '" + cache + "' has a blank tag. Leave it out, or name it.");
            }
        }

        private @Nullable Object page() {
            return switch (pages.size()) {
                case 0 -> null;
                case 1 -> pages.get(0);
                default -> pages;
            };
        }
    }
}
