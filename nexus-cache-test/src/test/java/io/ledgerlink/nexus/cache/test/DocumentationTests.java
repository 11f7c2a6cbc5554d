package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on testing shows stands in tests that run. */
class DocumentationTests {

    private static final Pattern SAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyLineOfASampleStandsInATest() throws IOException {
        Set<String> tested = testedLines();
        List<String> shown = SAMPLE.matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .flatMap(sample -> sample.group(1).lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(shown).hasSizeGreaterThan(30).isSubsetOf(tested);
    }

    private static Set<String> testedLines() throws IOException {
        try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
            return tests.filter(Files::isRegularFile)
                    .flatMap(DocumentationTests::lines)
                    .map(String::strip)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
