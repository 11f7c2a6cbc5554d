package io.ledgerlink.nexus.cache.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README's text, and the parts of it that tests compare with the code. */
record Readme(String text) {

    /** This module's folder; the README is one above it. */
    static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    static Readme read() throws IOException {
        return new Readme(Files.readString(MODULE.resolveSibling("README.md")));
    }

    /** What the first fenced block of a language under a section's heading holds. */
    String firstBlock(String section, String language) {
        String fence = "```" + language + "\n";
        int begin = text.indexOf(fence, text.indexOf("\n## " + section + "\n")) + fence.length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    /** The rows of a section's table under its head: a row's other cells by its first, without backticks. */
    Map<String, List<String>> table(String section) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        text.substring(text.indexOf("\n## " + section + "\n"))
                .lines()
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(Readme::cells)
                .forEach(cells -> rows.put(cells.get(0), cells.subList(1, cells.size())));
        return rows;
    }

    /** Where links point to, other pages' addresses left out. */
    List<String> links() {
        return Pattern.compile("(?<=\\]\\(|^\\[[a-z-]{1,20}\\]: )[^)\\s]+", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(link -> !link.startsWith("https:"))
                .toList();
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(1).split("\\|"))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
