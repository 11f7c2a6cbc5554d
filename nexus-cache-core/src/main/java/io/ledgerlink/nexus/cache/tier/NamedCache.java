package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.local.LocalTier;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One cache by its name: policy, local tier, counters, and the forms of the values asked of it. */
public final class NamedCache {

    private final String name;
    private final CachePolicy policy;
    private final CacheCodec codec;
    private final LocalTier local;
    private final CacheCounters counters;
    private final Map<Type, ValueForm> forms = new ConcurrentHashMap<>();
    private final long maxUnconfirmed;

    /** How many nanoseconds the last load took; an estimate for entries that were loaded elsewhere. */
    private volatile long loadTime;

    NamedCache(String name, CachePolicy policy, CacheCodec codec, Ticker ticker, CacheCounters counters) {
        this.name = name;
        this.policy = policy;
        this.codec = codec;
        this.counters = counters;
        this.local = new LocalTier(policy.local(), ticker);
        this.maxUnconfirmed = policy.maxUnconfirmed().compareTo(CachePolicy.UNLIMITED) >= 0
                ? Long.MAX_VALUE
                : policy.maxUnconfirmed().toNanos();
    }

    String name() {
        return name;
    }

    public CachePolicy policy() {
        return policy;
    }

    public LocalTier local() {
        return local;
    }

    public CacheCounters counters() {
        return counters;
    }

    public long maxUnconfirmed() {
        return maxUnconfirmed;
    }

    public long loadTime() {
        return loadTime;
    }

    void loadTook(long nanos) {
        loadTime = nanos;
    }

    public ValueForm form(Type type) {
        ValueForm form = forms.get(type);
        return form != null ? form : forms.computeIfAbsent(type, this::newForm);
    }

    private ValueForm newForm(Type type) {
        return ValueForm.of(type, policy, codec);
    }
}
