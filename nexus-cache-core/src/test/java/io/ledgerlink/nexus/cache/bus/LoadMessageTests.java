package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What instances tell each other of loads, also those of the next version. */
class LoadMessageTests {

    private static final String ENTRY = "app:{t1}:ledger:v1:entries/account=7:all";

    private static final List<LoadMessage> SAID = List.of(
            new LoadMessage("h-1", ENTRY, LoadEnding.STORED),
            new LoadMessage("h-2", ENTRY, LoadEnding.REFUSED),
            new LoadMessage("h-3", ENTRY, LoadEnding.FAILED));

    @Test
    void eachIsReadAsExactlyWhatItSays() {
        assertThat(golden().map(LoadMessage::parse)).containsExactlyElementsOf(SAID);
    }

    @Test
    void eachIsWrittenToTheLetter() {
        assertThat(SAID.stream().map(LoadMessage::text)).containsExactlyElementsOf(golden().toList());
        assertThat(LoadMessage.head("h-1", ENTRY) + " stored")
                .isEqualTo(golden().findFirst().orElseThrow());
    }

    @Test
    void noneCountsAsAnEvictionThatCouldNotBeRead() {
        assertThat(golden()).noneMatch(BusMessage::ofAnyVersion).allMatch(text -> BusMessage.parse(text) == null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nexus1 a1 1 evict app:{t1}:!tenant=1",
                "nexus-load1",
                "nexus-load1 h entry",
                "nexus-load1 h entry lost",
                "nexus-load1 h entry stored more",
                "nexus-load2 h entry stored",
                ""
            })
    void whatIsOfAnotherKindIsNotRead(String text) {
        assertThat(LoadMessage.parse(text)).isNull();
    }

    private static Stream<String> golden() {
        try (InputStream file = LoadMessageTests.class.getResourceAsStream("/golden/loads-v1.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList().stream();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
