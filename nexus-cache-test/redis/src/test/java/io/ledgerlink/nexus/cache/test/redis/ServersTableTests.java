package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The servers that the README names are those that CI runs. */
class ServersTableTests {

    private static final Path README = Path.of("..", "..", "README.md");
    private static final Path SERVERS = Path.of("..", "..", ".ci", "servers");

    /** What people call the releases of Debian that packages come from. */
    private static final Map<String, String> RELEASES = Map.of(
            "trixie", "Debian 13",
            "bookworm-backports", "Debian 12 backports",
            "sid", "Debian unstable");

    /** Those that every test runs on, without being fetched. */
    private static final List<String> OF_EVERY_TEST =
            List.of("Redis 6.2 | the one in the `embedded-redis` jar", "Redis 7.0 | Debian 12");

    @Test
    void theReadmeNamesTheServersThatCiFetchesAndTheTwoThatEveryTestRunsOn() throws IOException {
        assertThat(table())
                .containsExactlyElementsOf(
                        Stream.concat(OF_EVERY_TEST.stream(), fetched()).toList());
    }

    /** Server and origin of each row. */
    private static List<String> table() throws IOException {
        return Files.readAllLines(README).stream()
                .dropWhile(line -> !line.startsWith("| Server | Version in CI |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split(" *\\| *"))
                .map(cells -> cells[1] + " | " + cells[2])
                .toList();
    }

    /** A line such as {@code valkey-9 valkey-server valkey-server sid}. */
    private static Stream<String> fetched() throws IOException {
        return Files.readAllLines(SERVERS).stream()
                .dropWhile(line -> !line.startsWith("readonly servers='"))
                .skip(1)
                .takeWhile(line -> !line.equals("'"))
                .map(line -> line.split(" "))
                .map(words -> product(words[0]) + " | " + RELEASES.get(words[3]));
    }

    /** {@code Valkey 9} of {@code valkey-9}. */
    private static String product(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('-', ' ');
    }
}
