package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTests {

    private final Readme readme;

    ReadmeTests() throws IOException {
        readme = Readme.read();
    }

    @Test
    void figuresAreListedWithTheirTargets() {
        Map<String, String> listed = new LinkedHashMap<>();
        readme.table("Figures").forEach((figure, cells) -> listed.put(figure, cells.get(0) + " " + cells.get(1)));
        Map<String, String> measured = new LinkedHashMap<>();
        Figures.ALL.stream().flatMap(figure -> figure.targets().stream()).forEach(target -> {
            measured.put(target.name(), target.unit() + " " + target.bound());
        });
        assertThat(listed).containsExactlyEntriesOf(measured);
    }

    @Test
    void linksLeadToFilesAndSections() {
        List<String> sections = readme.text()
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> "#"
                        + line.substring(3)
                                .toLowerCase(Locale.ROOT)
                                .replace(",", "")
                                .replace(' ', '-'))
                .toList();
        assertThat(readme.links())
                .hasSizeGreaterThan(5)
                .allSatisfy(link -> assertThat(
                                link.startsWith("#")
                                        ? sections.contains(link)
                                        : Files.isRegularFile(Readme.MODULE.resolveSibling(link)))
                        .as(link)
                        .isTrue());
    }
}
