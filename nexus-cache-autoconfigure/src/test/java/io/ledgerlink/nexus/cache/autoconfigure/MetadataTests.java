package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetadataTests {

    private static final String PREFIX = "nexus.cache.";

    private final JsonNode metadata = read();

    @Test
    void thesePropertiesAreOffered() {
        assertThat(properties().map(MetadataTests::name).filter(name -> name.startsWith("nexus.")))
                .containsExactlyInAnyOrder(
                        "nexus.cache.bus.heartbeat",
                        "nexus.cache.bus.channel",
                        "nexus.cache.bus.gap",
                        "nexus.cache.bus.timeout",
                        "nexus.cache.caches",
                        "nexus.cache.defaults.coalesce",
                        "nexus.cache.defaults.codec",
                        "nexus.cache.defaults.compress-above",
                        "nexus.cache.defaults.early-refresh",
                        "nexus.cache.defaults.jitter",
                        "nexus.cache.defaults.failure-backoff",
                        "nexus.cache.defaults.load.hard-timeout",
                        "nexus.cache.defaults.load.soft-timeout",
                        "nexus.cache.defaults.local.max-bytes",
                        "nexus.cache.defaults.local.max-entries",
                        "nexus.cache.defaults.local.store",
                        "nexus.cache.defaults.max-page-size",
                        "nexus.cache.defaults.max-unconfirmed",
                        "nexus.cache.defaults.not-found-for",
                        "nexus.cache.defaults.null-ttl",
                        "nexus.cache.defaults.oversize",
                        "nexus.cache.defaults.remote",
                        "nexus.cache.defaults.source-lag",
                        "nexus.cache.defaults.stale-for",
                        "nexus.cache.defaults.refresh-backoff",
                        "nexus.cache.defaults.stale-when",
                        "nexus.cache.defaults.transactions",
                        "nexus.cache.defaults.ttl",
                        "nexus.cache.enabled",
                        "nexus.cache.journal.data-source",
                        "nexus.cache.journal.grace",
                        "nexus.cache.journal.initialize-schema",
                        "nexus.cache.journal.poll-every",
                        "nexus.cache.journal.table",
                        "nexus.cache.journal.type",
                        "nexus.cache.policies",
                        "nexus.cache.prefix",
                        "nexus.cache.remote.breaker.calls",
                        "nexus.cache.remote.breaker.failure-rate",
                        "nexus.cache.remote.breaker.longest-pause",
                        "nexus.cache.remote.breaker.slow-after",
                        "nexus.cache.remote.connection-factory",
                        "nexus.cache.remote.enabled",
                        "nexus.cache.remote.startup-timeout",
                        "nexus.cache.remote.timeout",
                        "nexus.cache.tenant.authority-prefix",
                        "nexus.cache.tenant.claim",
                        "nexus.cache.tenant.header",
                        "nexus.cache.tenant.user-name");
    }

    @Test
    void everyPropertyHasADescriptionInBootsManner() {
        assertThat(properties().toList())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asString())
                        .as(name(property))
                        .isNotBlank()
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A ")
                        .doesNotStartWith("An ")
                        .endsWith("."));
    }

    @Test
    void whetherIsSaidOfBooleans() {
        assertThat(properties()
                        .filter(property -> property.path("type").asString().equals("java.lang.Boolean"))
                        .toList())
                .isNotEmpty()
                .allSatisfy(property ->
                        assertThat(property.path("description").asString()).startsWith("Whether "));
    }

    @Test
    void defaultsReachTheMetadata() {
        assertThat(defaultOf("nexus.cache.defaults.ttl")).isEqualTo("5m");
        assertThat(defaultOf("nexus.cache.defaults.local.max-entries")).isEqualTo("4096");
        assertThat(defaultOf("nexus.cache.remote.timeout")).isEqualTo("250ms");
    }

    @Test
    void everyHintIsForAPropertyThatThereIs() {
        List<String> names = properties().map(MetadataTests::name).toList();
        assertThat(Stream.of(metadata.path("hints"))
                        .flatMap(JsonNode::valueStream)
                        .map(MetadataTests::name)
                        .map(name -> name.replaceAll("\\.(keys|values)$", "")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(names).contains(name));
    }

    @Test
    void theReadmeListsEveryPropertyWithDefaultAndMeaning() throws IOException {
        assertThat(readme())
                .containsExactlyInAnyOrderElementsOf(properties()
                        .filter(property -> name(property).startsWith(PREFIX))
                        .map(MetadataTests::row)
                        .toList());
    }

    /** The rows of the first table under the heading. */
    private static List<String> readme() throws IOException {
        return Files.readAllLines(Path.of("..", "README.md")).stream()
                .dropWhile(line -> !line.equals("## Settings"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }

    private static String row(JsonNode property) {
        JsonNode value = property.get("defaultValue");
        return "| `" + name(property).substring(PREFIX.length()) + "` |"
                + (value == null ? " " : " `" + value.asString() + "` ")
                + "| " + property.path("description").asString() + " |";
    }

    private String defaultOf(String name) {
        return properties()
                .filter(property -> name(property).equals(name))
                .map(property -> property.path("defaultValue").asString())
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> properties() {
        return metadata.path("properties").valueStream();
    }

    private static String name(JsonNode node) {
        return node.path("name").asString();
    }

    private static JsonNode read() {
        // Other modules have a file of this name; ours is beside our classes.
        URL ours =
                NexusCacheProperties.class.getProtectionDomain().getCodeSource().getLocation();
        try (InputStream in = new URL(ours, "META-INF/spring-configuration-metadata.json").openStream()) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
