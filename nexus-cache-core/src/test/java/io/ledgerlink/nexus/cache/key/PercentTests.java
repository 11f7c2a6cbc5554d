package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PercentTests {

    @Property
    void everyTextCanBeReadBack(@ForAll("texts") String text) {
        assertThat(Decoded.of(Percent.encode(text))).isEqualTo(text);
    }

    @Property
    void onlyPlainCharactersAndPercentSignsAreLeft(@ForAll("texts") String text) {
        assertThat(Percent.encode(text)).matches("([A-Za-z0-9._$+@-]|%[0-9A-F]{2})*");
    }

    @Property
    void whatElseIsPlainCanBeReadBackToo(@ForAll("texts") String text) {
        assertThat(Decoded.of(Percent.encode(text, "(),"))).isEqualTo(text);
    }

    @Test
    void plainTextStaysTheSameObject() {
        String text = "0193-abc_X.y$z+1@home";

        assertThat(Percent.encode(text)).isSameAs(text);
    }

    @Test
    void everythingElseBecomesItsBytes() {
        assertThat(Percent.encode("a b:{}*%\n\0=,/~!\\")).isEqualTo("a%20b%3A%7B%7D%2A%25%0A%00%3D%2C%2F%7E%21%5C");
        assertThat(Percent.encode("\u007fé€\ud83d\ude00")).isEqualTo("%7F%C3%A9%E2%82%AC%F0%9F%98%80");
    }

    @Test
    void aLoneSurrogateIsNeitherLostNorTakenForAnother() {
        assertThat(Percent.encode("\ud800")).isEqualTo("%ED%A0%80");
        assertThat(Percent.encode("\ud801")).isEqualTo("%ED%A0%81");
        assertThat(Percent.encode("\ude00\ud83d")).isEqualTo("%ED%B8%80%ED%A0%BD");
        assertThat(Percent.encode("?")).isEqualTo("%3F");
    }

    @Provide
    Arbitrary<String> texts() {
        return NastyText.texts();
    }

    /** Reads encoded text back by the rules of UTF-8, with a surrogate's three bytes as a surrogate. */
    private static final class Decoded {

        private final String text;
        private int at;

        private Decoded(String text) {
            this.text = text;
        }

        static String of(String text) {
            Decoded decoded = new Decoded(text);
            StringBuilder out = new StringBuilder();
            while (decoded.at < text.length()) {
                decoded.next(out);
            }
            return out.toString();
        }

        private void next(StringBuilder out) {
            if (text.charAt(at) != '%') {
                out.append(text.charAt(at++));
                return;
            }
            int first = nextByte();
            int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
            int point = more == 0 ? first : first & (0x3F >> more);
            for (int i = 0; i < more; i++) {
                point = (point << 6) | (nextByte() & 0x3F);
            }
            if (point < 0x10000) {
                out.append((char) point);
            } else {
                out.appendCodePoint(point);
            }
        }

        private int nextByte() {
            int value = Integer.parseInt(text, at + 1, at + 3, 16);
            at += 3;
            return value;
        }
    }
}
