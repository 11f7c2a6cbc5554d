package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.CacheEvictor.Batch;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Distinct scopes to be evicted, those of one tenant together; with a tag, the tagClock of the tenant's tags.
 *
 * <p>More scopes of one tenant than a thousand become the tenant, more in all than ten thousand become everything. So it never
 * holds more, however many are named. Not safe for use by many threads.
 */
final class ScopeBatch implements Batch {

    private static final int COLLAPSE_TENANT = 1_000;
    private static final int COLLAPSE_ALL = 10_000;

    private final Scopes scopes;
    private final Set<Scope> others = new LinkedHashSet<>();
    private final Map<String, Set<Scope>> ofTenants = new LinkedHashMap<>();

    /** The clocks of the tenants of which a tag was named. They are not counted, and are nothing beside the whole tenant. */
    private final Map<String, Scope> clocks = new HashMap<>();

    private int size;

    ScopeBatch(Scopes scopes) {
        this.scopes = scopes;
    }

    @Override
    public ScopeBatch all() {
        return other(scopes.all());
    }

    @Override
    public ScopeBatch cache(String cache) {
        return other(scopes.cache(cache));
    }

    @Override
    public ScopeBatch shared(String cache) {
        return other(scopes.region(null, cache));
    }

    @Override
    public ScopeBatch tenant(Object tenant) {
        String name = TenantName.of(tenant);
        return add(name, scopes.tenant(name));
    }

    @Override
    public ScopeBatch region(Object tenant, String cache) {
        String name = TenantName.of(tenant);
        return add(name, scopes.region(name, cache));
    }

    @Override
    public ScopeBatch query(CacheKey key) {
        String tenant = key.tenant();
        return tenant == null ? other(scopes.query(key)) : add(tenant, scopes.query(key));
    }

    @Override
    public ScopeBatch tag(Object tenant, String tag) {
        String name = TenantName.of(tenant);
        clocks.put(name, scopes.tagClock(name));
        return add(name, scopes.tag(name, tag));
    }

    void addAll(ScopeBatch more) {
        more.others.forEach(this::other);
        clocks.putAll(more.clocks);
        more.ofTenants.forEach((tenant, named) -> named.forEach(scope -> add(tenant, scope)));
    }

    /** Whether an entry of the tenant that belongs to these scopes is evicted. */
    boolean covers(@Nullable String tenant, Collection<Scope> lineage) {
        Set<Scope> ofTenant = tenant == null ? Set.of() : ofTenants.getOrDefault(tenant, Set.of());
        Scope tagClock = tenant == null ? null : tagClock(tenant);
        return lineage.stream()
                .anyMatch(scope -> others.contains(scope) || ofTenant.contains(scope) || scope == tagClock);
    }

    Collection<Scope> scopes() {
        Set<Scope> all = new LinkedHashSet<>(others);
        ofTenants.forEach((tenant, named) -> {
            all.addAll(named);
            Scope tagClock = tagClock(tenant);
            if (tagClock != null) {
                all.add(tagClock);
            }
        });
        return all;
    }

    private @Nullable Scope tagClock(String tenant) {
        Set<Scope> ofTenant = ofTenants.getOrDefault(tenant, Set.of());
        return ofTenant.isEmpty() || ofTenant.contains(scopes.tenant(tenant)) ? null : clocks.get(tenant);
    }

    private ScopeBatch other(Scope scope) {
        if (!everything() && others.add(scope)) {
            size++;
            if (scope == scopes.all()) {
                becomeEverything();
            } else {
                shrink();
            }
        }
        return this;
    }

    private ScopeBatch add(String tenant, Scope scope) {
        if (everything()) {
            return this;
        }
        Set<Scope> ofTenant = ofTenants.computeIfAbsent(tenant, unknown -> new LinkedHashSet<>());
        Scope whole = scopes.tenant(tenant);
        if (!ofTenant.contains(whole) && ofTenant.add(scope)) {
            size++;
            if (scope == whole || ofTenant.size() > COLLAPSE_TENANT) {
                become(ofTenant, whole);
            }
            shrink();
        }
        return this;
    }

    private void shrink() {
        if (size > COLLAPSE_ALL) {
            becomeEverything();
        }
    }

    private void become(Set<Scope> ofTenant, Scope whole) {
        size += 1 - ofTenant.size();
        ofTenant.clear();
        ofTenant.add(whole);
    }

    private boolean everything() {
        return others.contains(scopes.all());
    }

    private void becomeEverything() {
        ofTenants.clear();
        others.clear();
        others.add(scopes.all());
        size = 1;
    }
}
