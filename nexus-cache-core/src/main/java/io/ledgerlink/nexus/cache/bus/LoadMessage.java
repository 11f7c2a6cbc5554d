package io.ledgerlink.nexus.cache.bus;

import org.jspecify.annotations.Nullable;

/**
 * How the load of an entry ended, as a line that a person can read: {@code nexus-load1 <holder> <entry> <ending>}.
 *
 * <p>It tells of no eviction and stands outside every sequence, so its first word is none of {@link BusMessage}'s: an instance
 * that does not know it has lost nothing. Whoever gets it reads the entry as always; nothing is believed of the message but
 * that it is worth looking now.
 */
record LoadMessage(String holder, String entryKey, LoadEnding ending) {

    private static final String VERSION = "nexus-load1";

    /** What a message begins with whose ending the remote tier writes. */
    static String head(String holder, String entryKey) {
        return VERSION + " " + holder + " " + entryKey;
    }

    String text() {
        return head(holder, entryKey) + " " + ending.word();
    }

    /** Reads a message; {@code null} for one of another kind. */
    static @Nullable LoadMessage parse(String text) {
        if (!text.startsWith(VERSION)) {
            return null;
        }
        String[] words = text.split(" ", -1);
        if (words.length != 4 || !words[0].equals(VERSION)) {
            return null;
        }
        for (LoadEnding ending : LoadEnding.values()) {
            if (ending.word().equals(words[3])) {
                return new LoadMessage(words[1], words[2], ending);
            }
        }
        return null;
    }
}
