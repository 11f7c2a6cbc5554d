package io.ledgerlink.nexus.cache.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.codec.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries of instances that run already must be read by those that are deployed next, and the other way round. */
class WireFormatTests {

    private static final String CHANGED =
            "The wire format changed: raise the version in EnvelopeLayout.MAGIC (or give the"
                    + " codec another id), say so in CHANGELOG.md, and pin the new bytes of %s in wire-format-v1.properties's successor";

    private static final Properties PINNED = pinned();

    private static Properties pinned() {
        Properties pinned = new Properties();
        try (InputStream file = WireFormatTests.class.getResourceAsStream("wire-format-v1.properties")) {
            pinned.load(Objects.requireNonNull(file));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return pinned;
    }

    static List<WireSamples.Sample> samples() {
        return WireSamples.all();
    }

    private static EntryCodec codec(WireSamples.Sample sample) {
        return EntryCodec.of(sample.codec(), sample.type(), Compression.none());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void bytesAreThePinnedOnes(WireSamples.Sample sample) {
        String bytes = HexFormat.of().formatHex(codec(sample).encode(sample.value(), WireSamples.STAMPS));

        assertThat(bytes).as(CHANGED, sample.name()).isEqualTo(PINNED.getProperty(sample.name()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void pinnedBytesAreRead(WireSamples.Sample sample) {
        EntryCodec codec = codec(sample);
        byte[] bytes = HexFormat.of().parseHex(PINNED.getProperty(sample.name()));

        Object read = codec.decode(codec.open(bytes));

        // Bytes are compared once more, for values that have no equality of their own.
        assertThat(codec.encode(read, WireSamples.STAMPS))
                .as(CHANGED, sample.name())
                .isEqualTo(bytes);
    }

    @Test
    void pinnedCompressedBytesAreRead() {
        EntryCodec codec = EntryCodec.of(JsonCodec.standard(), String.class, Compression.none());
        byte[] bytes = HexFormat.of().parseHex(PINNED.getProperty("gzip.text"));

        assertThat(codec.open(bytes).isCompressed()).isTrue();
        assertThat(codec.decode(codec.open(bytes))).as(CHANGED, "gzip.text").isEqualTo("a".repeat(100));
    }

    @Test
    void magicBeginsWithNxcAndTheVersion() {
        byte[] entry = EntryCodec.of(JsonCodec.standard(), String.class, Compression.none())
                .encode("text", WireSamples.STAMPS);

        assertThat(new String(entry, 0, 3, StandardCharsets.US_ASCII)).isEqualTo("NXC");
        assertThat(entry[3]).isEqualTo((byte) 1);
    }

    @Test
    void nothingIsPinnedThatIsNotChecked() {
        assertThat(Collections.list(PINNED.propertyNames()))
                .hasSize(WireSamples.all().size() + 1);
    }
}
