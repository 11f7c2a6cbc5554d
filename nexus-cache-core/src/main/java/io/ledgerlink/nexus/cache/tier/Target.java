package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.StaleWhen;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.ContextLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about: an entry by its key, in the form that the caller asks for.
 *
 * @param tags what the entry must carry; asked on the way to a load, not on a hit
 * @param policy how the entry is kept, which a query may choose otherwise than its cache
 * @param finds whether its source may find tags in the result
 */
public record Target(
        NamedCache cache,
        CacheKey key,
        ValueForm form,
        Supplier<? extends Collection<String>> tags,
        CachePolicy policy,
        boolean finds) {

    public static Target of(NamedCache cache, CacheKey key, ValueForm form) {
        return new Target(cache, key, form, key::tags, cache.policy(), false);
    }

    /** The same for a source that may find tags if it is one that says so. */
    public Target from(Object source) {
        return source instanceof ContextLoader<?, ?> && key.tenant() != null
                ? new Target(cache, key, form, tags, policy, true)
                : this;
    }

    public CacheCounters counters() {
        return cache.counters();
    }

    /** How long a value is kept; that there is nothing is never said by a stale entry. */
    public Lifetime life(@Nullable Object value) {
        return isNothing(value)
                ? new Lifetime(policy.nullTtl(), Duration.ZERO)
                : new Lifetime(policy.ttl(), policy.staleFor());
    }

    /** Whether a call that a stale entry could answer waits a while for a fresh one. */
    public boolean waitsForFresh() {
        return !waitForFresh().isZero();
    }

    /** How long. */
    public Duration waitForFresh() {
        CachePolicy.Load load = policy.load();
        if (policy.staleWhen() != StaleWhen.FAILING) {
            return load.softTimeout();
        }
        return load.hardTimeout().isZero() ? CachePolicy.LONGEST : load.hardTimeout();
    }

    /** What a source says that throws this; {@code null} if it has failed. */
    public @Nullable Said said(Throwable failure) {
        return policy.isNotFound(failure) ? new Said(form.nothing()) : null;
    }

    /** What a source says without returning it. */
    public record Said(@Nullable Object value) {}

    public static boolean isNothing(@Nullable Object value) {
        return value == null || (value instanceof Optional<?> optional && optional.isEmpty());
    }

    /** The entry of the key in the local tier, whatever its state. */
    public @Nullable LocalEntry inLocalTier() {
        return cache.local().get(key);
    }

    /** The same, if it is one for this target. */
    public @Nullable LocalEntry local() {
        LocalEntry entry = inLocalTier();
        return entry != null && fits(entry) ? entry : null;
    }

    /** The same target, whose tags are asked for now: the arguments that they come from may be other ones later. */
    public Target withFixedTags() {
        Collection<String> fixed = List.copyOf(tags.get());
        return new Target(cache, key, form, () -> fixed, policy, finds);
    }

    /** Whether a call is none of the cache's business. */
    public boolean bypassedBy(FetchOptions options) {
        boolean oversize = key.pageSize() > policy.maxPageSize();
        if (oversize && policy.oversize() == CachePolicy.Oversize.REFUSE) {
            throw new CacheKeyException("The page of " + key + " is larger than " + policy.maxPageSize()
                    + ", the most that is cached for query '"
                    + key.shape().query() + "' of cache '" + key.cache()
                    + "'. Ask for a smaller page, raise the cache's maxPageSize, or let large pages go past the"
                    + " cache");
        }
        return options.mode() == Mode.BYPASS || policy.ttl().isZero() || oversize;
    }

    /** The answer of a call that went past the cache. */
    public Answer past(@Nullable Object loaded) {
        return new Answer(form.handOut(loaded), CacheStatus.BYPASS, null);
    }

    /**
     * The scopes that this rests on, and the clock of the tenant's tags where the source may find some.
     *
     * @param there the entry of the key in the local tier, whatever its state; with the same tags it holds the scopes already
     */
    public EntryScopes lineage(Scopes scopes, @Nullable LocalEntry there) {
        List<String> asked = List.copyOf(tags.get());
        EntryScopes lineage = there != null && there.lineage().tags().equals(asked)
                ? there.lineage().bare()
                : scopes.lineage(key, asked);
        String tenant = key.tenant();
        return finds && tenant != null ? lineage.with(List.of(scopes.tagClock(tenant))) : lineage;
    }

    /**
     * Keys are equal whatever their tags. An entry that was kept in the very form of a query with tags carries them; any
     * other must carry at least the tags asked for, or an eviction would pass it by.
     */
    public boolean fits(LocalEntry entry) {
        return entry.form() == form
                ? form.ownTags() || carries(entry.lineage())
                : entry.form() instanceof ValueForm kept && kept.servesAs(form) && carries(entry.lineage());
    }

    private boolean carries(EntryScopes lineage) {
        Collection<String> asked = tags.get();
        return asked.isEmpty() || lineage.tags().containsAll(asked);
    }
}
