package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Spring's cache manager over a {@link NexusCache}: a cache of Spring's is the cache of the same name, in both tiers.
 *
 * <p><b>Keys</b> are told apart as Java tells them apart: the number 1 is not the text "1". One that has no canonical text
 * is refused. Entries belong to the tenant that a {@link TenantResolver} names where the cache's settings say so; the tenant
 * of an annotated method's call is asked for once, on the caller's thread.
 *
 * <p><b>Guarantees</b> are those of {@link NexusCache}, if {@link CacheCallAdvisor} is among the advisors: it tells what a
 * cached method loads from what somebody puts. Without it a method's result is put when it is loaded, and every put
 * evicts what other instances hold. Evictions and puts take effect at once, or after commit where there is a transaction.
 *
 * <p><b>Types.</b> Spring's {@code Cache} does not say what its values are; an annotated method does. Elsewhere the class
 * that is asked for counts, or what has been seen so far. An entry of another type is a miss. A value of which only the
 * class of the object itself is known is shared over the remote tier under this class.
 *
 * <p>Safe for use by many threads. Without the remote tier callers get the local tier or the source.
 *
 * @since 0.1
 */
public final class NexusCacheManager implements CacheManager {

    private final NexusCache nexus;
    private final Function<String, @Nullable SpringCacheSettings> settings;
    private final List<TenantResolver> tenants;
    private final Executor executor;
    private final Map<String, SpringCache> caches = new ConcurrentHashMap<>();

    private NexusCacheManager(Builder from) {
        this.nexus = from.nexus;
        this.settings = from.settings;
        this.tenants = List.copyOf(from.tenants);
        this.executor = from.executor;
        from.names.forEach(this::open);
    }

    /** Begins a manager over this cache. */
    public static Builder over(NexusCache cache) {
        return new Builder(cache);
    }

    /** The cache of this name; made when it is first asked for, unless its settings say that there is none. */
    @Override
    public @Nullable Cache getCache(String name) {
        SpringCache cache = caches.get(name);
        if (cache == null) {
            cache = open(name);
        }
        return cache == null ? null : CallFrame.handOut(cache);
    }

    /** The names of the caches that have been asked for, and of those that were there from the start. */
    @Override
    public Collection<String> getCacheNames() {
        return Set.copyOf(caches.keySet());
    }

    private @Nullable SpringCache open(String name) {
        SpringCacheSettings chosen = settings.apply(name);
        return chosen == null ? null : caches.computeIfAbsent(name, unknown -> make(name, chosen));
    }

    private SpringCache make(String name, SpringCacheSettings chosen) {
        SeenTypes seen = new SeenTypes();
        SpringKeys keys = SpringKeys.of(name, chosen.tenantScoped(), this::currentTenant);
        return new SpringCache(new SpringCache.Parts(name, nexus, chosen, seen, new KeyedLock(), executor), keys, seen);
    }

    private @Nullable Object currentTenant() {
        return tenants.stream()
                .map(TenantResolver::currentTenant)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Works out a manager. Not safe for use by many threads; the manager is. */
    public static final class Builder {

        private final NexusCache nexus;
        private Function<String, @Nullable SpringCacheSettings> settings = name -> SpringCacheSettings.defaults();
        private Collection<String> names = List.of();
        private List<TenantResolver> tenants = List.of();
        private Executor executor = ForkJoinPool.commonPool();

        private Builder(NexusCache nexus) {
            this.nexus = nexus;
        }

        /** The settings of a cache by its name; {@code null} where there is no such cache. All have the defaults else. */
        public Builder settings(Function<String, @Nullable SpringCacheSettings> settings) {
            this.settings = settings;
            return this;
        }

        /** Names that are there from the start; others come when they are asked for, if they have settings. */
        public Builder names(Collection<String> names) {
            this.names = new TreeSet<>(names);
            return this;
        }

        /** Who knows the tenant, the first to name one counts. */
        public Builder tenants(List<TenantResolver> tenants) {
            this.tenants = tenants;
            return this;
        }

        /** Where asynchronous calls wait for the remote tier; the common pool unless said otherwise. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        public NexusCacheManager build() {
            return new NexusCacheManager(this);
        }
    }
}
