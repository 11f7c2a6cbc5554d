package io.ledgerlink.nexus.cache.key;

import java.util.HexFormat;

/**
 * Percent-encoding that is injective for every Java string.
 *
 * <p>Letters, digits and {@code - . _ $ + @} stand for themselves, the rest is written as its UTF-8 bytes. A lone
 * surrogate, which UTF-8 knows no bytes for, is written as the three bytes that its number would have: no well-formed
 * text yields those.
 */
final class Percent {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (char c = 0; c < PLAIN.length; c++) {
            PLAIN[c] = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._$+@".indexOf(c) >= 0;
        }
    }

    private Percent() {}

    static String encode(String text) {
        return encode(text, "");
    }

    /** Encodes all but the plain characters and some more, which must be ASCII and not the percent sign. */
    static String encode(String text, String alsoPlain) {
        int plain = plainPrefix(text, alsoPlain);
        if (plain == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, plain);
        appendEncoded(out, text, plain, alsoPlain);
        return out.toString();
    }

    static void appendEncoded(StringBuilder out, String text) {
        appendEncoded(out, text, 0, "");
    }

    private static void appendEncoded(StringBuilder out, String text, int from, String alsoPlain) {
        int i = from;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (isPlain(point, alsoPlain)) {
                out.append((char) point);
            } else {
                appendBytes(out, point);
            }
            i += Character.charCount(point);
        }
    }

    private static int plainPrefix(String text, String alsoPlain) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i), alsoPlain)) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(int point, String alsoPlain) {
        return point < PLAIN.length && (PLAIN[point] || alsoPlain.indexOf(point) >= 0);
    }

    private static void appendBytes(StringBuilder out, int point) {
        if (point < 0x80) {
            appendByte(out, point);
        } else if (point < 0x800) {
            appendByte(out, 0xC0 | point >> 6);
            appendTail(out, point, 0);
        } else if (point < 0x10000) {
            appendByte(out, 0xE0 | point >> 12);
            appendTail(out, point, 6);
            appendTail(out, point, 0);
        } else {
            appendByte(out, 0xF0 | point >> 18);
            appendTail(out, point, 12);
            appendTail(out, point, 6);
            appendTail(out, point, 0);
        }
    }

    private static void appendTail(StringBuilder out, int point, int shift) {
        appendByte(out, 0x80 | (point >> shift & 0x3F));
    }

    private static void appendByte(StringBuilder out, int value) {
        out.append('%').append(HEX.toHexDigits((byte) value));
    }
}
