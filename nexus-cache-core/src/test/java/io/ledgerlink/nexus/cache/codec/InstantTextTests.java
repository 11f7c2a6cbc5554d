package io.ledgerlink.nexus.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTests {

    @Test
    void readsWhatAnyInstantWrites() {
        Random random = new Random(4711);
        long first = Instant.parse("-0001-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("+10001-01-01T00:00:00Z").getEpochSecond();
        int[] grains = {1, 1_000, 1_000_000, 100_000_000, 1_000_000_000};
        for (int i = 0; i < 20_000; i++) {
            int grain = grains[i % grains.length];
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(first, last), random.nextInt(1_000_000_000 / grain) * (long) grain);
            assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-28T23:59:59Z",
                "2024-02-29T00:00:00.5Z",
                "2026-03-01T08:00:00.000000001Z",
                "2026-03-01T08:00:00.0Z",
                "2026-03-01T24:00:00Z",
                "2026-12-31T23:59:60Z",
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999Z"
            })
    void readsAsTheClassItselfDoes(String text) {
        assertThat(InstantText.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-02-30T08:00:00Z",
                "2026-13-01T08:00:00Z",
                "2026-03-01T25:00:00Z",
                "2026-03-01T08:60:00Z",
                "2026-03-01T08:00:61Z",
                "2026-03-01T08:00:00",
                "2026-03-01 08:00:00Z",
                "2026-03-01T08:00:00.1234567890Z",
                "2026-03-01T08:00:00,5Z",
                "2026-03-01T08:00:00.5xZ",
                "2026-0a-01T08:00:00Z"
            })
    void refusesWhatIsNoInstant(String text) {
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
