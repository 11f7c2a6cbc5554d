package io.ledgerlink.nexus.cache.micrometer;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NexusCacheMetersTests {

    private final AtomicLong nanos = new AtomicLong(1);
    private final InMemoryRemote remote = new InMemoryRemote();
    private final InMemoryRemoteTier link = remote.connect();
    private final NexusCache cache = NexusCacheBuilder.named("measured")
            .remote(channel -> link)
            .cache("ledger", CachePolicy.defaults())
            .ticker(nanos::get)
            .build();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final NexusCacheMeters meters = new NexusCacheMeters(cache, "test");

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void aRegistryHoldsTheMetersOfTheTableAndNoOther() {
        meters.bindTo(registry);
        assertThat(registry.getMeters().stream().map(NexusCacheMetersTests::row).collect(toSet()))
                .isEqualTo(Arrays.stream(NexusCacheMeter.values())
                        .map(meter -> List.of(meter.meterName(), meter.type(), meter.tags(), meter.meaning()))
                        .collect(toSet()));
    }

    private static List<Object> row(Meter meter) {
        Meter.Id id = meter.getId();
        return List.of(
                id.getName(),
                id.getType(),
                id.getTags().stream().map(Tag::getKey).toList(),
                String.valueOf(id.getDescription()));
    }

    @Test
    void noTagNamesATenantAKeyOrAnArgument() {
        meters.bindTo(registry);
        load("ledger", "a-7", () -> "one");
        cache.evictor().evictTag("t1", "account:a-7");
        assertThat(registry.getMeters().stream()
                        .flatMap(meter -> meter.getId().getTags().stream())
                        .map(Tag::getValue)
                        .collect(toSet()))
                .isEqualTo(Set.of(
                        "ledger", "test", "hit", "miss", "local", "remote", "stale", "none", "success", "failure",
                        "stored", "refused", "dropped"));
    }

    @Test
    void callsAreCountedByWhoAnswered() {
        meters.bindTo(registry);
        load("ledger", "a", () -> "one");
        load("ledger", "a", () -> "two");
        load("ledger", "a", () -> "three");
        Await.until("the entry is stored", () -> count("nexus.cache.stores", "result", "stored") == 1);
        try (NexusCache other =
                NexusCacheBuilder.named("measured").inMemory(remote).build()) {
            MeterRegistry others = new SimpleMeterRegistry();
            new NexusCacheMeters(other, "test").bindTo(others);
            other.get(key("ledger", "a"), String.class, () -> "four");
            assertThat(count(others, "cache.gets", "result", "hit", "tier", "remote"))
                    .isEqualTo(1);
            assertThat(count(others, "cache.gets", "result", "miss")).isZero();
        }
        assertThat(count("cache.gets", "result", "hit", "tier", "local")).isEqualTo(2);
        assertThat(count("cache.gets", "result", "miss", "tier", "none")).isEqualTo(1);
        assertThat(count("cache.puts")).isEqualTo(1);
        assertThat(gauge("cache.size")).isEqualTo(1);
    }

    @Test
    void staleAnswersAreHitsOfTheirOwnAndRefreshesAreCounted() {
        CachePolicy policy =
                CachePolicy.defaults().withTtl(Duration.ofMillis(1)).withStaleFor(Duration.ofHours(1));
        try (NexusCache brief =
                NexusCacheBuilder.named("brief").defaults(policy).build()) {
            MeterRegistry own = new SimpleMeterRegistry();
            new NexusCacheMeters(brief, "test").bindTo(own);
            brief.get(key("ledger", "a"), String.class, () -> "one");
            Await.until("the entry is loaded again", () -> {
                brief.get(key("ledger", "a"), String.class, () -> "two");
                return count(own, "nexus.cache.refreshes") >= 1;
            });
            assertThat(count(own, "cache.gets", "result", "hit", "tier", "stale"))
                    .isPositive();
            assertThat(count(own, "cache.gets", "result", "miss")).isEqualTo(1);
        }
    }

    @Test
    void loadsAreTimedByTheirOutcome() {
        meters.bindTo(registry);
        load("ledger", "a", () -> {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(30));
            return "one";
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> load("ledger", "b", () -> {
                    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
                    throw new IllegalStateException("broken on purpose");
                }));
        assertThat(load("success").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
        assertThat(load("success").count()).isEqualTo(1);
        assertThat(load("failure").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(50);
        assertThat(load("failure").count()).isEqualTo(1);
    }

    private Timer load(String outcome) {
        return registry.get("nexus.cache.load").tag("outcome", outcome).timer();
    }

    @Test
    void evictionsAreCountedWhereTheyAreMade() {
        meters.bindTo(registry);
        load("ledger", "a", () -> "one");
        try (NexusCache other =
                NexusCacheBuilder.named("measured").inMemory(remote).build()) {
            MeterRegistry others = new SimpleMeterRegistry();
            new NexusCacheMeters(other, "test").bindTo(others);
            other.evictor().evictTenant("t1");
            other.evictor().evictRegion("t1", "ledger");
            other.get(key("ledger", "a"), String.class, () -> "two");
            assertThat(count(others, "nexus.cache.evictions")).isEqualTo(2);
            assertThat(count(others, "cache.evictions")).isEqualTo(1);
        }
        assertThat(count("nexus.cache.evictions")).isZero();
    }

    @Test
    void theLagOfAnothersEvictionsIsTimed() {
        try (NexusCache other =
                NexusCacheBuilder.named("measured").inMemory(remote).build()) {
            MeterRegistry others = new SimpleMeterRegistry();
            new NexusCacheMeters(other, "test").bindTo(others);
            other.get(key("ledger", "a"), String.class, () -> "one");
            cache.evictor().evictTenant("t1");
            Await.until(
                    "the lag is timed",
                    () -> others.get("nexus.cache.evictions.lag").timer().count() == 1);
        }
    }

    @Test
    void cachesThatAreOpenedLaterHaveMetersToo() {
        meters.bindTo(registry);
        assertThat(registry.find("cache.gets").tag("cache", "later").meters()).isEmpty();
        load("later", "a", () -> "one");
        assertThat(count("cache.gets", "cache", "later", "name", "later", "result", "miss"))
                .isEqualTo(1);
        assertThat(registry.get("nexus.cache.load")
                        .tags("cache", "later", "outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void severalRegistriesHoldTheMeters() {
        MeterRegistry second = new SimpleMeterRegistry();
        meters.bindTo(registry);
        meters.bindTo(second);
        meters.bindTo(second);
        load("ledger", "a", () -> "one");
        for (MeterRegistry each : List.of(registry, second)) {
            assertThat(count(each, "cache.gets", "result", "miss")).isEqualTo(1);
            assertThat(each.get("nexus.cache.load")
                            .tag("outcome", "success")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theMetersSayHowTheInstanceStandsWithTheOthers() {
        meters.bindTo(registry);
        assertThat(gauge("nexus.cache.connected")).isEqualTo(1);
        assertThat(gauge("nexus.cache.pending")).isZero();
        assertThat(count("nexus.cache.epochs")).isEqualTo(1);
        link.publish("good morning").toCompletableFuture().join();
        Await.until("the greeting is heard", () -> count("nexus.cache.foreign") == 1);
        link.disconnect();
        cache.evictor().evictTenant("t1");
        assertThat(gauge("nexus.cache.connected")).isZero();
        assertThat(gauge("nexus.cache.pending")).isEqualTo(1);
    }

    @Test
    void closedMetersAreGoneAndNoneComesAfterThem() {
        meters.bindTo(registry);
        load("ledger", "a", () -> "one");
        assertThat(registry.getMeters()).isNotEmpty();
        meters.close();
        load("later", "a", () -> "one");
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aCacheThatTakesAClosedOnesPlaceIsMeasuredItself() {
        meters.bindTo(registry);
        load("ledger", "a", () -> "one");
        meters.close();
        cache.close();
        try (NexusCache next = NexusCacheBuilder.named("next")
                .cache("ledger", CachePolicy.defaults())
                .build()) {
            new NexusCacheMeters(next, "test").bindTo(registry);
            assertThat(count("cache.gets", "result", "miss")).isZero();
            next.get(key("ledger", "a"), String.class, () -> "one");
            assertThat(count("cache.gets", "result", "miss")).isEqualTo(1);
        }
    }

    @Test
    void aRegistryKeepsNoClosedCacheAlive() {
        WeakReference<NexusCache> closed = boundAndClosed();
        Await.until("the closed cache is collected", () -> {
            System.gc();
            return closed.get() == null;
        });
        assertThat(registry.getMeters()).isNotEmpty();
    }

    private WeakReference<NexusCache> boundAndClosed() {
        try (NexusCache shortLived = NexusCacheBuilder.named("short-lived").build()) {
            new NexusCacheMeters(shortLived, "short").bindTo(registry);
            shortLived.get(key("ledger", "a"), String.class, () -> "one");
            return new WeakReference<>(shortLived);
        }
    }

    private void load(String name, String account, Loader<String, RuntimeException> loader) {
        cache.get(key(name, account), String.class, loader);
    }

    private double count(String meter, String... tags) {
        return count(registry, meter, tags);
    }

    private static double count(MeterRegistry registry, String meter, String... tags) {
        return registry.get(meter).tags(tags).functionCounter().count();
    }

    private double gauge(String meter) {
        return registry.get(meter).gauge().value();
    }

    private static CacheKey key(String name, String account) {
        return CacheKey.builder(name)
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
    }
}
