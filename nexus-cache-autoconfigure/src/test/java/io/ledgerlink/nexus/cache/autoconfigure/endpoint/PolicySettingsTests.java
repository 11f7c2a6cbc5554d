package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;

class PolicySettingsTests {

    @Test
    void settingsAreNamedAndWrittenAsPropertiesAre() {
        assertThat(PolicySettings.of(CachePolicy.defaults()))
                .isEqualTo(Map.ofEntries(
                        Map.entry("ttl", "5m"),
                        Map.entry("null-ttl", "30s"),
                        Map.entry("stale-for", "0s"),
                        Map.entry("stale-when", "always"),
                        Map.entry("refresh-backoff", "10s"),
                        Map.entry("jitter", 10),
                        Map.entry("early-refresh", "never"),
                        Map.entry("source-lag", "0s"),
                        Map.entry("max-unconfirmed", "30s"),
                        Map.entry("local", Map.of("store", "reference", "max-entries", 4096L, "max-bytes", 0L)),
                        Map.entry("remote", true),
                        Map.entry("codec", "json"),
                        Map.entry("compress-above", -1),
                        Map.entry("max-page-size", 250),
                        Map.entry("oversize", "bypass"),
                        Map.entry("transactions", "strict"),
                        Map.entry("failure-backoff", "0s"),
                        Map.entry("not-found-for", List.of()),
                        Map.entry("load", Map.of("soft-timeout", "0s", "hard-timeout", "0s")),
                        Map.entry("coalesce", "instance")));
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT0.25S,250ms", "PT90S,90s", "PT2H,2h", "PT48H,2d", "PT0.000001S,1us", "PT0.000000001S,1ns"
    })
    void aDurationIsWrittenInTheLargestUnitThatLeavesNothingOver(Duration duration, String text) {
        assertThat(PolicySettings.of(CachePolicy.defaults().withTtl(duration))).containsEntry("ttl", text);
        assertThat(DurationStyle.detectAndParse(text)).isEqualTo(duration);
    }

    @Test
    void exceptionsAreWrittenByTheNamesOfTheirClasses() {
        assertThat(PolicySettings.of(
                        CachePolicy.defaults().withNotFoundFor(NoSuchElementException.class, IOException.class)))
                .containsEntry("not-found-for", List.of("java.io.IOException", "java.util.NoSuchElementException"));
    }

    @Test
    void noBoundIsWrittenAsUnlimited() {
        assertThat(PolicySettings.of(CachePolicy.defaults().withMaxUnconfirmed(CachePolicy.UNLIMITED)))
                .containsEntry("max-unconfirmed", "unlimited");
    }

    @Test
    void everyPartOfAPolicyIsShown() {
        assertThat(PolicySettings.of(CachePolicy.defaults()).keySet())
                .containsExactlyElementsOf(names(CachePolicy.class));
        assertThat(PolicySettings.of(CachePolicy.defaults()).get("local"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys(names(CachePolicy.Local.class).toArray());
        assertThat(PolicySettings.of(CachePolicy.defaults()).get("load"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys(names(CachePolicy.Load.class).toArray());
    }

    private static List<String> names(Class<? extends Record> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(part -> part.getName().replaceAll("[A-Z]", "-$0").toLowerCase(Locale.ROOT))
                .toList();
    }
}
