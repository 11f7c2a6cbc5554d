package io.ledgerlink.nexus.cache.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever becomes of an entry's bytes, reading them gives a value or says that they are unreadable. */
class EntryMutationTests {

    private static final List<WireSamples.Sample> SAMPLES = WireSamples.all();

    private static final List<EntryCodec> CODECS = SAMPLES.stream()
            .map(sample -> EntryCodec.of(sample.codec(), sample.type(), Compression.gzip(100)))
            .toList();

    @Property(tries = 5000)
    void changedBytesAreAValueOrUnreadable(
            @ForAll @IntRange(max = 1_000_000) int which,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll byte change) {
        byte[] entry = entry(which);
        for (int place : places) {
            entry[place % entry.length] ^= change;
        }
        read(which, entry);
    }

    @Property(tries = 5000)
    void changedPayloadIsAValueOrUnreadable(
            @ForAll @IntRange(max = 1_000_000) int which,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll byte change) {
        byte[] entry = entry(which);
        int payload = entry.length - EnvelopeLayout.HEADER;
        for (int place : places) {
            if (payload > 0) {
                entry[EnvelopeLayout.HEADER + place % payload] = change;
            }
        }
        read(which, entry);
    }

    @Property(tries = 2000)
    void shortenedEntryIsUnreadable(
            @ForAll @IntRange(max = 1_000_000) int which, @ForAll @IntRange(max = 1_000_000) int length) {
        byte[] entry = entry(which);

        assertThat(read(which, Arrays.copyOf(entry, length % entry.length))).isNotNull();
    }

    @Property(tries = 1000)
    void foreignBytesAreUnreadable(@ForAll @IntRange(max = 1_000_000) int which, @ForAll byte[] foreign) {
        assertThat(read(which, foreign)).isNotNull();
    }

    private static byte[] entry(int which) {
        return CODECS.get(which % CODECS.size())
                .encode(SAMPLES.get(which % SAMPLES.size()).value(), WireSamples.STAMPS);
    }

    /** Returns why not, or {@code null} if a value was read; anything else that is thrown fails the test. */
    @org.jspecify.annotations.Nullable private static Reason read(int which, byte[] bytes) {
        EntryCodec codec = CODECS.get(which % CODECS.size());
        try {
            codec.decode(codec.open(bytes));
            return null;
        } catch (UnreadableEntryException unreadable) {
            return unreadable.reason();
        }
    }
}
