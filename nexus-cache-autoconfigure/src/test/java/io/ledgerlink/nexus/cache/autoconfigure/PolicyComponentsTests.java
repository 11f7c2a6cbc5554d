package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ReflectionUtils;

/** No component of a policy is forgotten on its way from a property to a cache. */
@SuppressWarnings("NullAway") // A policy that is looked up is there, or the test fails.
class PolicyComponentsTests {

    /** Of a component, by its name, a property below a policy's path, and a value other than the default's. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("ttl", "ttl=7s"),
            Map.entry("nullTtl", "null-ttl=7s"),
            Map.entry("staleFor", "stale-for=7s"),
            Map.entry("jitter", "jitter=7"),
            Map.entry("staleWhen", "stale-when=failing"),
            Map.entry("refreshBackoff", "refresh-backoff=7s"),
            Map.entry("earlyRefresh", "early-refresh=77%"),
            Map.entry("sourceLag", "source-lag=7s"),
            Map.entry("maxUnconfirmed", "max-unconfirmed=7s"),
            Map.entry("local", "local.max-entries=7"),
            Map.entry("remote", "remote=false"),
            Map.entry("codec", "codec=cbor"),
            Map.entry("compressAbove", "compress-above=7B"),
            Map.entry("maxPageSize", "max-page-size=7"),
            Map.entry("oversize", "oversize=refuse"),
            Map.entry("transactions", "transactions=relaxed"),
            Map.entry("failureBackoff", "failure-backoff=7s"),
            Map.entry("notFoundFor", "not-found-for=java.io.IOException"),
            Map.entry("load", "load.hard-timeout=7s"),
            Map.entry("coalesce", "coalesce=fleet"));

    /** All entries of a cache have these in common, so they are said of the cache and not of a query's policy. */
    private static final Set<String> OF_CACHES_ALONE =
            Set.of("maxUnconfirmed", "local", "remote", "codec", "compressAbove", "transactions");

    private static final String NONE = "defaults.ttl=5s";

    static Stream<String> components() {
        return Arrays.stream(CachePolicy.class.getRecordComponents()).map(RecordComponent::getName);
    }

    static Stream<String> componentsOfNamedPolicies() {
        return components().filter(component -> !OF_CACHES_ALONE.contains(component));
    }

    @ParameterizedTest
    @MethodSource("components")
    void theDefaultsCarryEveryComponent(String component) {
        assertSaid(component, "defaults", PolicyLayers::defaults);
    }

    @ParameterizedTest
    @MethodSource("components")
    void aCacheCarriesEveryComponent(String component) {
        assertSaid(component, "caches.ledger", layers -> layers.caches().get("ledger"));
        assertSaid(component, "caches.ledger", layers -> layers.ofQuery("ledger", "slow", policy -> policy));
    }

    @ParameterizedTest
    @MethodSource("componentsOfNamedPolicies")
    void aNamedPolicyCarriesEveryComponentThatIsNotTheCaches(String component) {
        assertSaid(component, "policies.slow", layers -> layers.policies().get("slow"));
        assertSaid(component, "policies.slow", layers -> layers.caches().get("ledger"));
        assertSaid(component, "policies.slow", layers -> layers.ofQuery("other", "slow", policy -> policy));
    }

    @ParameterizedTest
    @MethodSource("componentsOfNamedPolicies")
    void aReadyPolicyCarriesEveryComponentThatIsNotTheCaches(String component) {
        assertSaid(component, "policies.medium", layers -> layers.policies().get("medium"));
    }

    @ParameterizedTest
    @MethodSource("components")
    void aNamedPolicyHasAPropertyForWhatItCarriesAndForNothingElse(String component) {
        assertThat(Arrays.stream(NexusCacheProperties.Policy.class.getRecordComponents())
                        .anyMatch(property -> property.getName().equals(component)))
                .isEqualTo(!OF_CACHES_ALONE.contains(component));
    }

    /** A setting changes its own component, and no other. */
    private static void assertSaid(String component, String path, Function<PolicyLayers, CachePolicy> found) {
        String setting = Objects.requireNonNull(
                SETTINGS.get(component), () -> "Give the component " + component + " a setting in this test");
        CachePolicy before = found.apply(layers(NONE));
        CachePolicy after = found.apply(layers(path + "." + setting));
        assertThat(Arrays.stream(CachePolicy.class.getRecordComponents())
                        .filter(each -> !value(each, before).equals(value(each, after)))
                        .map(RecordComponent::getName))
                .containsExactly(component);
    }

    private static Object value(RecordComponent component, CachePolicy policy) {
        return Objects.requireNonNull(ReflectionUtils.invokeMethod(component.getAccessor(), policy));
    }

    private static PolicyLayers layers(String setting) {
        Map<String, String> map = new LinkedHashMap<>();
        Stream.of(NONE, "policies.slow.ttl=6s", "caches.ledger.policy=slow", setting)
                .map(each -> each.split("="))
                .forEach(each -> map.put("nexus.cache." + each[0], each[1]));
        NexusCacheProperties properties = new Binder(new MapConfigurationPropertySource(map))
                .bindOrCreate("nexus.cache", NexusCacheProperties.class);
        return new PolicyLayers(properties, true);
    }
}
