package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Load;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CachePolicy.Oversize;
import io.ledgerlink.nexus.cache.CachePolicy.Store;
import io.ledgerlink.nexus.cache.CachePolicy.Transactions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PolicyLayersTests {

    @Test
    void nothingConfiguredIsTheLibrarysPolicy() {
        PolicyLayers layers = layers();
        assertThat(layers.defaults()).isEqualTo(CachePolicy.defaults());
        assertThat(layers.caches()).isEmpty();
    }

    @Test
    void everyDefaultCanBeChanged() {
        PolicyLayers layers = layers(
                "defaults.ttl=30s",
                "defaults.null-ttl=0s",
                "defaults.stale-for=3m",
                "defaults.jitter=0",
                "defaults.early-refresh=probabilistic",
                "defaults.source-lag=2s",
                "defaults.max-unconfirmed=unlimited",
                "defaults.local.max-entries=7",
                "defaults.remote=false",
                "defaults.codec=cbor",
                "defaults.compress-above=4KB",
                "defaults.max-page-size=20",
                "defaults.oversize=refuse",
                "defaults.transactions=relaxed",
                "defaults.failure-backoff=4s",
                "defaults.load.soft-timeout=50ms",
                "defaults.load.hard-timeout=6s",
                "defaults.coalesce=fleet",
                "defaults.not-found-for=java.io.IOException,java.util.NoSuchElementException");
        assertThat(layers.defaults())
                .isEqualTo(CachePolicy.defaults()
                        .withTtl(Duration.ofSeconds(30))
                        .withNullTtl(Duration.ZERO)
                        .withStaleFor(Duration.ofMinutes(3))
                        .withJitter(0)
                        .withEarlyRefresh(EarlyRefresh.probabilistic())
                        .withSourceLag(Duration.ofSeconds(2))
                        .withMaxUnconfirmed(CachePolicy.UNLIMITED)
                        .withLocal(Local.references(7))
                        .withRemote(false)
                        .withCodec(Codec.CBOR)
                        .withCompressAbove(4096)
                        .withMaxPageSize(20)
                        .withOversize(Oversize.REFUSE)
                        .withTransactions(Transactions.RELAXED)
                        .withFailureBackoff(Duration.ofSeconds(4))
                        .withNotFoundFor(IOException.class, NoSuchElementException.class)
                        .withLoad(new Load(Duration.ofMillis(50), Duration.ofSeconds(6)))
                        .withCoalesce(Coalesce.FLEET));
    }

    @Test
    void aCacheInheritsEverythingThatItDoesNotSay() {
        PolicyLayers layers = layers(
                "defaults.ttl=5s",
                "defaults.max-unconfirmed=7s",
                "defaults.local.store=bytes",
                "defaults.local.max-bytes=1MB",
                "defaults.remote=false",
                "defaults.compress-above=1KB",
                "caches.ledger.null-ttl=1s");
        assertThat(layers.caches())
                .containsExactly(Map.entry("ledger", layers.defaults().withNullTtl(Duration.ofSeconds(1))));
    }

    @Test
    void everythingOfACacheCanBeSaid() {
        PolicyLayers layers = layers(
                "caches.ledger.ttl=30s",
                "caches.ledger.null-ttl=0s",
                "caches.ledger.stale-for=3m",
                "caches.ledger.jitter=20",
                "caches.ledger.early-refresh=80%",
                "caches.ledger.source-lag=2s",
                "caches.ledger.max-unconfirmed=0s",
                "caches.ledger.local.store=bytes",
                "caches.ledger.local.max-bytes=1KB",
                "caches.ledger.remote=false",
                "caches.ledger.codec=cbor",
                "caches.ledger.compress-above=4KB",
                "caches.ledger.max-page-size=20",
                "caches.ledger.oversize=refuse",
                "caches.ledger.transactions=relaxed",
                "caches.ledger.failure-backoff=4s",
                "caches.ledger.load.soft-timeout=50ms",
                "caches.ledger.load.hard-timeout=6s",
                "caches.ledger.coalesce=fleet",
                "caches.ledger.not-found-for[0]=java.io.IOException",
                "caches.ledger.not-found-for[1]=java.util.NoSuchElementException");
        assertThat(ledger(layers))
                .isEqualTo(CachePolicy.defaults()
                        .withTtl(Duration.ofSeconds(30))
                        .withNullTtl(Duration.ZERO)
                        .withStaleFor(Duration.ofMinutes(3))
                        .withJitter(20)
                        .withEarlyRefresh(EarlyRefresh.after(80))
                        .withSourceLag(Duration.ofSeconds(2))
                        .withMaxUnconfirmed(Duration.ZERO)
                        .withLocal(Local.bytes(1024))
                        .withRemote(false)
                        .withCodec(Codec.CBOR)
                        .withCompressAbove(4096)
                        .withMaxPageSize(20)
                        .withOversize(Oversize.REFUSE)
                        .withTransactions(Transactions.RELAXED)
                        .withFailureBackoff(Duration.ofSeconds(4))
                        .withNotFoundFor(IOException.class, NoSuchElementException.class)
                        .withLoad(new Load(Duration.ofMillis(50), Duration.ofSeconds(6)))
                        .withCoalesce(Coalesce.FLEET));
    }

    @Test
    void aCacheBeginsWithItsPolicyAndItsOwnSettingsWin() {
        PolicyLayers layers = layers(
                "defaults.ttl=5s",
                "policies.slow.ttl=2h",
                "policies.slow.source-lag=3s",
                "caches.ledger.policy=slow",
                "caches.ledger.source-lag=1s");
        CachePolicy ledger = ledger(layers);
        assertThat(ledger.ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(ledger.sourceLag()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theThreeReadyPoliciesAreThoseOfTheLibrary() {
        assertThat(layers().policies())
                .containsOnly(
                        Map.entry("short", CachePolicy.SHORT),
                        Map.entry("medium", CachePolicy.MEDIUM),
                        Map.entry("long", CachePolicy.LONG));
    }

    @Test
    void aReadyPolicyRestsOnTheDefaultsAndCanBeChanged() {
        PolicyLayers layers = layers(
                "defaults.jitter=20",
                "defaults.null-ttl=0s",
                "defaults.remote=false",
                "defaults.stale-for=3s",
                "defaults.ttl=2s",
                "policies.short.null-ttl=1s",
                "policies.long.ttl=2d");
        UnaryOperator<CachePolicy> rest =
                policy -> policy.withJitter(20).withNullTtl(Duration.ZERO).withRemote(false);
        assertThat(layers.policies())
                .containsOnly(
                        Map.entry("short", rest.apply(CachePolicy.SHORT).withNullTtl(Duration.ofSeconds(1))),
                        Map.entry("medium", rest.apply(CachePolicy.MEDIUM)),
                        Map.entry("long", rest.apply(CachePolicy.LONG).withTtl(Duration.ofDays(2))));
    }

    @Test
    void aQueryTakesTheDefaultsThenItsPolicyThenItsAnnotationThenItsCache() {
        PolicyLayers layers = layers(
                "defaults.ttl=1s",
                "defaults.null-ttl=2s",
                "defaults.jitter=3",
                "defaults.source-lag=4s",
                "policies.slow.null-ttl=20s",
                "policies.slow.jitter=30",
                "policies.slow.source-lag=40s",
                "policies.slow.stale-for=50s",
                "policies.slow.ttl=60s",
                "caches.ledger.source-lag=400s");
        CachePolicy policy =
                layers.ofQuery("ledger", "slow", below -> below.withJitter(33).withSourceLag(Duration.ofSeconds(44)));
        assertThat(policy)
                .isEqualTo(CachePolicy.defaults()
                        .withTtl(Duration.ofSeconds(60))
                        .withNullTtl(Duration.ofSeconds(20))
                        .withStaleFor(Duration.ofSeconds(50))
                        .withJitter(33)
                        .withSourceLag(Duration.ofSeconds(400)));
        assertThat(layers.ofQuery("ledger", "medium", below -> below.withTtl(Duration.ofMinutes(2))))
                .isEqualTo(CachePolicy.MEDIUM
                        .withTtl(Duration.ofMinutes(2))
                        .withNullTtl(Duration.ofSeconds(2))
                        .withJitter(3)
                        .withSourceLag(Duration.ofSeconds(400)));
    }

    @Test
    void oneTimeoutOfALoadLeavesTheOther() {
        PolicyLayers layers = layers(
                "defaults.load.hard-timeout=6s", "policies.slow.load.soft-timeout=1s", "caches.ledger.policy=slow");
        assertThat(ledger(layers).load()).isEqualTo(new Load(Duration.ofSeconds(1), Duration.ofSeconds(6)));
    }

    @Test
    void aCacheThatGoesBackToReferencesIsBoundedByEntriesAgain() {
        PolicyLayers layers = layers(
                "defaults.local.store=bytes", "defaults.local.max-bytes=1MB", "caches.ledger.local.store=reference");
        assertThat(ledger(layers).local()).isEqualTo(CachePolicy.defaults().local());
    }

    @Test
    void bytesCanBeCountedByEntries() {
        assertThat(ledger(layers("caches.ledger.local.store=bytes")).local())
                .isEqualTo(new Local(Store.BYTES, 4096, 0));
    }

    @Test
    void aNegativeSizeEndsCompressionForACache() {
        assertThat(ledger(layers("defaults.compress-above=1KB", "caches.ledger.compress-above=-1B"))
                        .compressAbove())
                .isNegative();
    }

    @Test
    void staleForRestsOnATtlThatSomebodySet() {
        layers("defaults.ttl=30s", "defaults.stale-for=5m");
        layers("defaults.ttl=30s", "caches.ledger.stale-for=5m");
        layers("caches.ledger.ttl=30s", "caches.ledger.stale-for=5m");
        layers("caches.ledger.policy=short", "caches.ledger.stale-for=5m");
        layers("policies.short.stale-for=5m");
        layers("caches.ledger.stale-for=0s");
    }

    @Test
    void staleForOfACacheWinsOverThatOfItsPolicyAndOfTheDefaultsAndEndsItWithZero() {
        PolicyLayers layers = layers(
                "defaults.ttl=30s",
                "defaults.stale-for=5m",
                "policies.slow.stale-for=1h",
                "caches.ledger.policy=slow",
                "caches.ledger.stale-for=0s");
        assertThat(layers.defaults().staleFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Objects.requireNonNull(layers.policies().get("slow")).staleFor())
                .isEqualTo(Duration.ofHours(1));
        assertThat(ledger(layers).staleFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            defaults.stale-for=5m | It begins where a ttl ends, and no ttl is set. Set nexus.cache.defaults.ttl as well.
            caches.ledger.stale-for=5m | It begins where a ttl ends, and no ttl is set. Set nexus.cache.caches.ledger.ttl as well, or nexus.cache.defaults.ttl.
            policies.slow.stale-for=5m | It begins where a ttl ends, and no ttl is set. Set nexus.cache.policies.slow.ttl as well, or nexus.cache.defaults.ttl.
            caches.ledger.stale-for=-1s | Write a duration from 0s.
            defaults.ttl=0s | Write a duration longer than zero, such as 5m. To keep nothing, set local.max-entries to 0 and remote to false.
            caches.ledger.ttl=-5s | Write a duration longer than zero, such as 5m. To keep nothing, set local.max-entries to 0 and remote to false.
            policies.slow.ttl=0s | Write a duration longer than zero, such as 5m. To keep nothing, set local.max-entries to 0 and remote to false.
            caches.ledger.ttl=40000d | Write a duration of at most 36500 days.
            caches.ledger.null-ttl=-1s | Write a duration from 0s.
            caches.ledger.jitter=-1 | Write a number of percent from 0 to 90.
            policies.slow.jitter=91 | Write a number of percent from 0 to 90.
            caches.ledger.source-lag=-1s | Write a duration from 0s.
            caches.ledger.failure-backoff=-1s | Write a duration from 0s.
            caches.ledger.not-found-for=java.lang.String | Nothing can throw it. Write names of exception classes.
            caches.ledger.load.soft-timeout=-1s | Write a duration from 0s.
            caches.ledger.load.hard-timeout=40000d | Write a duration of at most 36500 days.
            caches.ledger.max-unconfirmed=-1s | Write a duration from 0s, or unlimited.
            caches.ledger.local.max-entries=-1 | Write a number from 0, which means no local tier.
            caches.ledger.local.max-bytes=0B | Write a size such as 64MB. For no local tier, set local.max-entries to 0 instead.
            caches.ledger.local.max-bytes=1MB | The local tier keeps references, whose size is unknown. Set nexus.cache.caches.ledger.local.store to bytes, or bound it by local.max-entries.
            caches.ledger.compress-above=3GB | Write a size below 2GB, or a negative one for none.
            caches.ledger.max-page-size=0 | Write a number from 1.
            "caches[my.ledger].ttl=0s" | Write a duration longer than zero, such as 5m. To keep nothing, set local.max-entries to 0 and remote to false.
            """)
    void whatCannotBeIsRefusedWithPropertyValueAndRemedy(String setting, String reason) {
        String[] nameAndValue = setting.split("=");
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> layers(setting))
                .satisfies(refused -> {
                    assertThat(refused.getName())
                            .isEqualTo("nexus.cache." + nameAndValue[0].replace("caches[", "caches.["));
                    assertThat(refused.getReason()).isEqualTo(reason);
                });
    }

    @Test
    void bytesAndEntriesExcludeEachOther() {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> layers(
                        "caches.ledger.local.store=bytes",
                        "caches.ledger.local.max-bytes=1MB",
                        "caches.ledger.local.max-entries=10"))
                .satisfies(refused -> assertThat(refused.getReason())
                        .isEqualTo("The local tier is bounded by bytes or by entries, and local.max-entries is 10."
                                + " Remove one of them."));
    }

    @Test
    void anUnknownPolicyIsRefusedWithTheNearestName() {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> layers("caches.ledger.policy=meduim"))
                .satisfies(refused -> {
                    assertThat(refused.getName()).isEqualTo("nexus.cache.caches.ledger.policy");
                    assertThat(refused.getValue()).isEqualTo("meduim");
                    assertThat(refused.getReason())
                            .isEqualTo("There is no such policy. Did you mean 'medium'? The policies are long, medium,"
                                    + " short; define others under nexus.cache.policies.");
                });
    }

    @Test
    void cborIsRefusedWhereItIsAskedFor() {
        layers("caches.ledger.codec=json").refuseCbor();
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> layers("caches.ledger.codec=cbor").refuseCbor())
                .satisfies(refused -> {
                    assertThat(refused.getName()).isEqualTo("nexus.cache.caches.ledger.codec");
                    assertThat(refused.getReason())
                            .isEqualTo("CBOR needs tools.jackson.dataformat:jackson-dataformat-cbor on the class path."
                                    + " Add it, or write json.");
                });
    }

    private static CachePolicy ledger(PolicyLayers layers) {
        return Objects.requireNonNull(layers.caches().get("ledger"));
    }

    private static PolicyLayers layers(String... settings) {
        Map<String, String> map = new LinkedHashMap<>();
        Arrays.stream(settings)
                .map(setting -> setting.split("="))
                .forEach(pair -> map.put("nexus.cache." + pair[0], pair[1]));
        NexusCacheProperties properties = new Binder(new MapConfigurationPropertySource(map))
                .bindOrCreate("nexus.cache", NexusCacheProperties.class);
        return new PolicyLayers(properties, map.containsKey("nexus.cache.defaults.ttl"));
    }
}
