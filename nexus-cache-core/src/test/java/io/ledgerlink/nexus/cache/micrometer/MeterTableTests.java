package io.ledgerlink.nexus.cache.micrometer;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the README says of the meters is what there is. */
class MeterTableTests {

    private static final Path README = Path.of("..", "README.md");
    private static final String HEADING = "## Meters";

    @Test
    void theReadmeListsEveryMeterWithKindUnitTagsAndMeaning() throws IOException {
        assertThat(String.join("\n", table()))
                .as("The table of the section '" + HEADING + "' in README.md")
                .isEqualTo(expected());
    }

    private static List<String> table() throws IOException {
        List<String> lines = Files.readAllLines(README);
        return lines.stream()
                .dropWhile(line -> !line.equals(HEADING))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .toList();
    }

    private static String expected() {
        String rows = Arrays.stream(NexusCacheMeter.values())
                .map(MeterTableTests::row)
                .collect(joining("\n"));
        return "| Meter | Kind | Unit | Tags | Meaning |\n| --- | --- | --- | --- | --- |\n" + rows;
    }

    private static String row(NexusCacheMeter meter) {
        String tags = meter.tags().stream().map(tag -> "`" + tag + "`").collect(joining(", "));
        String kind = meter.type().name().toLowerCase(Locale.ROOT);
        return "| `" + meter.meterName() + "` | " + kind + " | " + meter.unit() + " | " + tags + " | " + meter.meaning()
                + " |";
    }
}
