package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Oversize;
import io.ledgerlink.nexus.cache.CachePolicy.StaleWhen;
import io.ledgerlink.nexus.cache.CachePolicy.Store;
import io.ledgerlink.nexus.cache.CachePolicy.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * What one place in the configuration says about a cache's policy; what it leaves out comes from the layer below.
 *
 * @param path the property that its settings stand under
 */
record Layer(
        String path,
        @Nullable Duration ttl,
        @Nullable Duration nullTtl,
        @Nullable Duration staleFor,
        @Nullable StaleWhen staleWhen,
        @Nullable Duration refreshBackoff,
        @Nullable Integer jitter,
        @Nullable EarlyRefresh earlyRefresh,
        @Nullable Duration sourceLag,
        @Nullable MaxUnconfirmed maxUnconfirmed,
        @Nullable Store store,
        @Nullable Long maxEntries,
        @Nullable DataSize maxBytes,
        @Nullable Boolean remote,
        @Nullable Codec codec,
        @Nullable DataSize compressAbove,
        @Nullable Integer maxPageSize,
        @Nullable Oversize oversize,
        @Nullable Transactions transactions,
        @Nullable Duration failureBackoff,
        @Nullable List<Class<?>> notFoundFor,
        @Nullable Duration softTimeout,
        @Nullable Duration hardTimeout,
        @Nullable Coalesce coalesce) {

    private static final DataSize MOST_COMPRESSED = DataSize.ofBytes(Integer.MAX_VALUE);

    Layer {
        positive(path + ".ttl", ttl, " To keep nothing, set local.max-entries to 0 and remote to false.");
        notNegative(path + ".null-ttl", nullTtl);
        notNegative(path + ".stale-for", staleFor);
        positive(path + ".refresh-backoff", refreshBackoff, "");
        if (jitter != null && (jitter < 0 || jitter > CachePolicy.MOST_JITTER)) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".jitter", jitter, "Write a number of percent from 0 to " + CachePolicy.MOST_JITTER + ".");
        }
        notNegative(path + ".source-lag", sourceLag);
        notNegative(path + ".failure-backoff", failureBackoff);
        notNegative(path + ".load.soft-timeout", softTimeout);
        notNegative(path + ".load.hard-timeout", hardTimeout);
        if (notFoundFor != null) {
            notFoundFor.forEach(named -> exception(path + ".not-found-for", named));
        }
        if (maxUnconfirmed != null && maxUnconfirmed.duration().isNegative()) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".max-unconfirmed", maxUnconfirmed, "Write a duration from 0s, or unlimited.");
        }
        if (maxEntries != null && maxEntries < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".local.max-entries", maxEntries, "Write a number from 0, which means no local tier.");
        }
        if (maxBytes != null && maxBytes.toBytes() <= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".local.max-bytes",
                    maxBytes,
                    "Write a size such as 64MB. For no local tier, set local.max-entries to 0 instead.");
        }
        if (maxBytes != null && maxEntries != null) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".local.max-bytes",
                    maxBytes,
                    "The local tier is bounded by bytes or by entries, and local.max-entries is " + maxEntries
                            + ". Remove one of them.");
        }
        if (compressAbove != null && compressAbove.compareTo(MOST_COMPRESSED) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".compress-above", compressAbove, "Write a size below 2GB, or a negative one for none.");
        }
        if (maxPageSize != null && maxPageSize < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    path + ".max-page-size", maxPageSize, "Write a number from 1.");
        }
    }

    static Layer of(NexusCacheProperties.Defaults from) {
        return new Layer(
                "nexus.cache.defaults",
                from.ttl(),
                from.nullTtl(),
                from.staleFor(),
                from.staleWhen(),
                from.refreshBackoff(),
                from.jitter(),
                from.earlyRefresh(),
                from.sourceLag(),
                from.maxUnconfirmed(),
                from.local().store(),
                from.local().maxEntries(),
                from.local().maxBytes(),
                from.remote(),
                from.codec(),
                from.compressAbove(),
                from.maxPageSize(),
                from.oversize(),
                from.transactions(),
                from.failureBackoff(),
                from.notFoundFor(),
                from.load().softTimeout(),
                from.load().hardTimeout(),
                from.coalesce());
    }

    static Layer of(String cache, NexusCacheProperties.Cache from) {
        NexusCacheProperties.CacheLocal local = from.local();
        NexusCacheProperties.CacheLoad load = from.load();
        return new Layer(
                PropertyText.cache(cache),
                from.ttl(),
                from.nullTtl(),
                from.staleFor(),
                from.staleWhen(),
                from.refreshBackoff(),
                from.jitter(),
                from.earlyRefresh(),
                from.sourceLag(),
                from.maxUnconfirmed(),
                local == null ? null : local.store(),
                local == null ? null : local.maxEntries(),
                local == null ? null : local.maxBytes(),
                from.remote(),
                from.codec(),
                from.compressAbove(),
                from.maxPageSize(),
                from.oversize(),
                from.transactions(),
                from.failureBackoff(),
                from.notFoundFor(),
                load == null ? null : load.softTimeout(),
                load == null ? null : load.hardTimeout(),
                from.coalesce());
    }

    static Layer of(String policy, NexusCacheProperties.Policy from) {
        NexusCacheProperties.CacheLoad load = from.load();
        return new Layer(
                PropertyText.policy(policy),
                from.ttl(),
                from.nullTtl(),
                from.staleFor(),
                from.staleWhen(),
                from.refreshBackoff(),
                from.jitter(),
                from.earlyRefresh(),
                from.sourceLag(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                from.maxPageSize(),
                from.oversize(),
                null,
                from.failureBackoff(),
                from.notFoundFor(),
                load == null ? null : load.softTimeout(),
                load == null ? null : load.hardTimeout(),
                from.coalesce());
    }

    /** What one of the library's own policies says: the times in which it differs from the defaults. */
    static Layer ready(String name, CachePolicy policy) {
        return of(
                name,
                new NexusCacheProperties.Policy(
                        policy.ttl(),
                        null,
                        policy.staleFor(),
                        null,
                        null,
                        null,
                        policy.earlyRefresh(),
                        null,
                        null,
                        null,
                        policy.failureBackoff(),
                        null,
                        null,
                        null));
    }

    /** The policy below, with what this layer says instead. */
    CachePolicy over(CachePolicy below) {
        CachePolicy policy = below.withLocal(localOver(below.local()));
        policy = with(policy, ttl, CachePolicy::withTtl);
        policy = with(policy, nullTtl, CachePolicy::withNullTtl);
        policy = with(policy, staleFor, CachePolicy::withStaleFor);
        policy = with(policy, staleWhen, CachePolicy::withStaleWhen);
        policy = with(policy, refreshBackoff, CachePolicy::withRefreshBackoff);
        policy = with(policy, jitter, CachePolicy::withJitter);
        policy = with(policy, earlyRefresh, CachePolicy::withEarlyRefresh);
        policy = with(policy, sourceLag, CachePolicy::withSourceLag);
        policy = with(policy, maxUnconfirmed, (p, bound) -> p.withMaxUnconfirmed(bound.duration()));
        policy = with(policy, remote, CachePolicy::withRemote);
        policy = with(policy, codec, CachePolicy::withCodec);
        policy = with(policy, compressAbove, (p, size) -> p.withCompressAbove(bytesOrNone(size)));
        policy = with(policy, maxPageSize, CachePolicy::withMaxPageSize);
        policy = with(policy, oversize, CachePolicy::withOversize);
        policy = with(policy, transactions, CachePolicy::withTransactions);
        policy = with(policy, failureBackoff, CachePolicy::withFailureBackoff);
        policy = with(policy, softTimeout, (p, timeout) -> p.withLoad(p.load().softly(timeout)));
        policy = with(policy, coalesce, CachePolicy::withCoalesce);
        policy = with(policy, hardTimeout, (p, timeout) -> p.withLoad(p.load().atMost(timeout)));
        return with(policy, notFoundFor, (p, exceptions) -> p.withNotFoundFor(throwables(exceptions)));
    }

    private CachePolicy.Local localOver(CachePolicy.Local below) {
        Store kind = store == null ? below.store() : store;
        if (maxBytes != null) {
            if (kind != Store.BYTES) {
                throw new InvalidConfigurationPropertyValueException(
                        path + ".local.max-bytes",
                        maxBytes,
                        "The local tier keeps references, whose size is unknown. Set " + path
                                + ".local.store to bytes, or bound it by local.max-entries.");
            }
            return CachePolicy.Local.bytes(maxBytes.toBytes());
        }
        if (maxEntries != null) {
            return new CachePolicy.Local(kind, maxEntries, 0);
        }
        if (kind == Store.REFERENCE && below.maxBytes() > 0) {
            return CachePolicy.defaults().local();
        }
        return new CachePolicy.Local(kind, below.maxEntries(), below.maxBytes());
    }

    private static <T> CachePolicy with(
            CachePolicy policy, @Nullable T setting, BiFunction<CachePolicy, T, CachePolicy> change) {
        return setting == null ? policy : change.apply(policy, setting);
    }

    private static int bytesOrNone(DataSize size) {
        return size.isNegative() ? -1 : (int) size.toBytes();
    }

    private static void exception(String property, Class<?> named) {
        if (!Throwable.class.isAssignableFrom(named)) {
            throw new InvalidConfigurationPropertyValueException(
                    property, named.getName(), "Nothing can throw it. Write names of exception classes.");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // There are no arrays of generic classes.
    private static Class<? extends Throwable>[] throwables(List<Class<?>> checked) {
        return checked.toArray(new Class[0]);
    }

    private static void positive(String property, @Nullable Duration duration, String otherwise) {
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw invalid(property, duration, "Write a duration longer than zero, such as 5m." + otherwise);
        }
        notTooLong(property, duration);
    }

    private static void notNegative(String property, @Nullable Duration duration) {
        if (duration != null && duration.isNegative()) {
            throw invalid(property, duration, "Write a duration from 0s.");
        }
        notTooLong(property, duration);
    }

    private static void notTooLong(String property, @Nullable Duration duration) {
        if (duration != null && duration.compareTo(CachePolicy.LONGEST) > 0) {
            throw invalid(property, duration, "Write a duration of at most " + CachePolicy.LONGEST.toDays() + " days.");
        }
    }

    private static InvalidConfigurationPropertyValueException invalid(
            String property, Duration duration, String reason) {
        return new InvalidConfigurationPropertyValueException(property, PropertyText.duration(duration), reason);
    }
}
