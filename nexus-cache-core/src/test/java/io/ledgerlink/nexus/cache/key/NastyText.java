package io.ledgerlink.nexus.cache.key;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Text that is likely to be taken for something else. */
public final class NastyText {

    private NastyText() {}

    /** Texts of nasty characters, texts of any, and texts that look like a key's own. */
    public static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars(":{}*?[]\\%=,/~!()_'\"-. \t\n\r\0\u007f")
                        .withChars('a', '0', '1', 'L', '\u00e9', '\u20ac', '\ud800', '\udbff', '\udc00', '\udfff')
                        .ofMaxLength(8),
                Arbitraries.strings().all().ofMaxLength(12),
                Arbitraries.of(
                        "",
                        " ",
                        "*",
                        "-",
                        "null",
                        "true",
                        "1",
                        "1L",
                        "_1",
                        "%2A",
                        "{*}",
                        "!all",
                        "a:v1",
                        "List()",
                        "List(1)",
                        "a=1/b=2",
                        "1/b=_2",
                        "~0123456789abcdef0123456789abcdef",
                        "\ud83d\ude00",
                        "\ud83d"));
    }
}
