package io.ledgerlink.nexus.cache.remote.memory;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Redis's patterns: {@code *}, {@code ?}, {@code [ab]}, {@code [^ab]}, {@code [a-z]}, and a backslash before what is
 * meant as it stands.
 */
final class Glob {

    private final String pattern;
    private final StringBuilder regex = new StringBuilder();
    private int at;

    private Glob(String pattern) {
        this.pattern = pattern;
    }

    static Predicate<String> matching(String pattern) {
        return Pattern.compile(new Glob(pattern).translate(), Pattern.DOTALL).asMatchPredicate();
    }

    private String translate() {
        while (at < pattern.length()) {
            char next = pattern.charAt(at++);
            switch (next) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> translateClass();
                default -> literal(next);
            }
        }
        return regex.toString();
    }

    private void translateClass() {
        regex.append('[');
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            regex.append('^');
            at++;
        }
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            char next = pattern.charAt(at++);
            if (next == '-') {
                regex.append('-');
            } else {
                literal(next);
            }
        }
        at++;
        regex.append(']');
    }

    private void literal(char next) {
        char meant = next == '\\' && at < pattern.length() ? pattern.charAt(at++) : next;
        if (!Character.isLetterOrDigit(meant) && meant < 128) {
            regex.append('\\');
        }
        regex.append(meant);
    }
}
