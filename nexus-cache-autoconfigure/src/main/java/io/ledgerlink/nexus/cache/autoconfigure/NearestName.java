package io.ledgerlink.nexus.cache.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who wrote a name that is not there. */
final class NearestName {

    private NearestName() {}

    /** The most alike name, {@code null} if none is: about one letter in three may differ; case, dashes and dots never count. */
    static @Nullable String of(String written, Collection<String> names) {
        String wanted = letters(written);
        return names.stream()
                .filter(name -> distance(wanted, letters(name)) <= Math.max(1, wanted.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(wanted, letters(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** A sentence that suggests the nearest name, or nothing; with a blank before it. */
    static String suggestion(String written, Collection<String> names) {
        String nearest = of(written, names);
        return nearest == null ? "" : " Did you mean '" + nearest + "'?";
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }

    /** How many letters must be put in, left out or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
