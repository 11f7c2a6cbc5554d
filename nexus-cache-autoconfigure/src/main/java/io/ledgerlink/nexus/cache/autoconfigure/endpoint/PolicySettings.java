package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;

/** A cache's policy, named and written as the properties are that set it. */
final class PolicySettings {

    /** Units that a duration is written in, the largest first. */
    private static final List<ChronoUnit> UNITS = List.of(
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS,
            ChronoUnit.MILLIS,
            ChronoUnit.MICROS);

    private PolicySettings() {}

    static Map<String, Object> of(CachePolicy policy) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("ttl", text(policy.ttl()));
        settings.put("null-ttl", text(policy.nullTtl()));
        settings.put("stale-for", text(policy.staleFor()));
        settings.put("stale-when", text(policy.staleWhen()));
        settings.put("refresh-backoff", text(policy.refreshBackoff()));
        settings.put("jitter", policy.jitter());
        settings.put("early-refresh", policy.earlyRefresh().toString());
        settings.put("source-lag", text(policy.sourceLag()));
        settings.put(
                "max-unconfirmed",
                policy.maxUnconfirmed().compareTo(CachePolicy.UNLIMITED) >= 0
                        ? "unlimited"
                        : text(policy.maxUnconfirmed()));
        settings.put("local", local(policy.local()));
        settings.put("remote", policy.remote());
        settings.put("codec", text(policy.codec()));
        settings.put("compress-above", policy.compressAbove());
        settings.put("max-page-size", policy.maxPageSize());
        settings.put("oversize", text(policy.oversize()));
        settings.put("transactions", text(policy.transactions()));
        settings.put("failure-backoff", text(policy.failureBackoff()));
        settings.put(
                "not-found-for",
                policy.notFoundFor().stream().map(Class::getName).sorted().toList());
        settings.put("load", load(policy.load()));
        settings.put("coalesce", text(policy.coalesce()));
        return settings;
    }

    private static Map<String, Object> load(CachePolicy.Load load) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("soft-timeout", text(load.softTimeout()));
        settings.put("hard-timeout", text(load.hardTimeout()));
        return settings;
    }

    private static Map<String, Object> local(CachePolicy.Local local) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("store", text(local.store()));
        settings.put("max-entries", local.maxEntries());
        settings.put("max-bytes", local.maxBytes());
        return settings;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** In the largest unit that leaves nothing over. */
    private static String text(Duration duration) {
        if (duration.isZero()) {
            return DurationStyle.SIMPLE.print(duration, ChronoUnit.SECONDS);
        }
        return UNITS.stream()
                .filter(unit ->
                        duration.equals(unit.getDuration().multipliedBy(duration.dividedBy(unit.getDuration()))))
                .findFirst()
                .map(unit -> DurationStyle.SIMPLE.print(duration, unit))
                .orElseGet(() -> DurationStyle.SIMPLE.print(duration, ChronoUnit.NANOS));
    }
}
