package io.ledgerlink.nexus.cache.bus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one instance tells all of them, as a line that a person can read: {@code nexus1 <instance> <sequence> <verb>},
 * then {@code key=stamp} for each scope, or the numbers that a {@code void} takes back.
 *
 * <p>The first word carries the version: whatever does not begin with it is another's. What begins with any version of it
 * may be an eviction all the same, made by an instance of another version of this library.
 */
record BusMessage(String instance, long sequence, Verb verb, List<Stamped> stamps, List<Long> voided) {

    /** The sequence of a message that stands outside the sequence. */
    static final long NONE = -1;

    private static final long MAX_STAMP = (1L << 53) - 1;

    private static final String NAME = "nexus";

    private static final String VERSION = NAME + "1";

    enum Verb {
        /** Scopes were evicted. */
        EVICT("evict"),
        /** Stamps were raised to what an instance knew; no eviction, and outside the sequence. */
        RAISE("raise"),
        /** A sign of life that repeats the last number of the sequence. */
        BEAT("beat"),
        /** These numbers of the sequence were never sent; what they should have said comes under another. */
        VOID("void");

        private final String word;

        Verb(String word) {
            this.word = word;
        }

        private static @Nullable Verb of(String word) {
            for (Verb verb : values()) {
                if (verb.word.equals(word)) {
                    return verb;
                }
            }
            return null;
        }
    }

    record Stamped(String key, long stamp) {}

    static String head(String instance, long sequence, Verb verb) {
        return VERSION + " " + instance + " " + (sequence == NONE ? "-" : sequence) + " " + verb.word;
    }

    /** Whether a text is a message of this library, of whatever version. */
    static boolean ofAnyVersion(String text) {
        return text.startsWith(NAME)
                && text.length() > NAME.length()
                && text.charAt(NAME.length()) >= '0'
                && text.charAt(NAME.length()) <= '9';
    }

    /** Reads a message; {@code null} for one that is malformed or another version's. */
    static @Nullable BusMessage parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length < 4 || !words[0].equals(VERSION) || words[1].isEmpty()) {
            return null;
        }
        Verb verb = Verb.of(words[3]);
        if (verb == null) {
            return null;
        }
        try {
            long sequence = words[2].equals("-") ? NONE : number(words[2]);
            List<Stamped> stamps = new ArrayList<>();
            List<Long> voided = new ArrayList<>();
            for (int i = 4; i < words.length; i++) {
                if (verb == Verb.VOID) {
                    voided.add(number(words[i]));
                } else {
                    int equals = words[i].lastIndexOf('=');
                    stamps.add(new Stamped(words[i].substring(0, equals), stamp(words[i].substring(equals + 1))));
                }
            }
            return new BusMessage(words[1], sequence, verb, stamps, voided);
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            return null;
        }
    }

    /** The scripts count with doubles; a larger number is no stamp of theirs. */
    private static long stamp(String word) {
        long stamp = number(word);
        if (stamp == 0 || stamp > MAX_STAMP) {
            throw new NumberFormatException(word);
        }
        return stamp;
    }

    private static long number(String word) {
        long number = Long.parseLong(word);
        if (number < 0) {
            throw new NumberFormatException(word);
        }
        return number;
    }
}
