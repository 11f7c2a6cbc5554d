package io.ledgerlink.nexus.cache.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.CborCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.codec.Samples;
import io.ledgerlink.nexus.cache.codec.Samples.Box;
import io.ledgerlink.nexus.cache.codec.Samples.Cash;
import io.ledgerlink.nexus.cache.codec.Samples.Payment;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class EntryCodecTests {

    private static final EntryStamps STAMPS = new EntryStamps(1, 2, 3, 4);

    private static final Type TEXTS = new TypeReference<List<String>>() {}.getType();

    private final EntryCodec texts = EntryCodec.of(JsonCodec.standard(), TEXTS, Compression.none());

    private final byte[] entry = texts.encode(List.of("a", "b"), STAMPS);

    private ByteBuffer header() {
        return ByteBuffer.wrap(entry);
    }

    @Test
    void headerHoldsTheStampsAndLeavesTheTimesToTheStoreScript() {
        Envelope envelope = texts.open(entry);

        assertThat(envelope.stamps()).isEqualTo(STAMPS);
        assertThat(envelope.createdAtMicros()).isZero();
        assertThat(envelope.freshUntilMicros()).isZero();
        assertThat(envelope.isNull()).isFalse();
        assertThat(envelope.isCompressed()).isFalse();
        assertThat(envelope.length()).isEqualTo(entry.length);
    }

    @Test
    void timesAreReadWhereTheStoreScriptWroteThem() {
        header().putLong(EnvelopeLayout.CREATED_AT, 5).putLong(EnvelopeLayout.FRESH_UNTIL, 6);

        assertThat(texts.open(entry).createdAtMicros()).isEqualTo(5);
        assertThat(texts.open(entry).freshUntilMicros()).isEqualTo(6);
    }

    @Test
    void everyDecodingGivesACopyOfItsOwn() {
        Envelope envelope = texts.open(entry);

        assertThat(texts.decode(envelope)).isEqualTo(List.of("a", "b")).isNotSameAs(texts.decode(envelope));
    }

    @Test
    void nullHasNoPayload() {
        byte[] nothing = texts.encode(null, STAMPS);

        assertThat(nothing).hasSize(EnvelopeLayout.HEADER);
        assertThat(texts.open(nothing).isNull()).isTrue();
        assertThat(texts.decode(texts.open(nothing))).isNull();
    }

    @Test
    void unknownFieldIsSkipped() {
        Envelope envelope = texts.open(withFields(0, 1, 0, 3, 9, 9, 9, 0x7F, 0xFF, 0, 0));

        assertThat(texts.decode(envelope)).isEqualTo(List.of("a", "b"));
    }

    @Test
    void anEntrysOwnStaleTimeStandsBesideItsHeader() {
        byte[] bytes = texts.encode(List.of("a"), STAMPS, EntryFields.staleFor(1_500_000));

        Envelope envelope = texts.open(bytes);

        assertThat(envelope.fields().staleMicros()).hasValue(1_500_000);
        assertThat(texts.decode(envelope)).isEqualTo(List.of("a"));
        assertThat(texts.open(entry).fields()).isEqualTo(EntryFields.NONE);
        assertThat(Arrays.copyOfRange(bytes, EnvelopeLayout.HEADER, EnvelopeLayout.HEADER + 12))
                .isEqualTo(new byte[] {0, 0x10, 0, 8, 0, 0, 0, 0, 0, 0x16, (byte) 0xE3, 0x60});
    }

    @Test
    void foundTagsStandFirstWithRoomForTheirStamps() {
        byte[] bytes =
                texts.encode(List.of("a"), STAMPS, EntryFields.staleFor(7).found(List.of("account:7", "näher")));
        ByteBuffer.wrap(bytes).putLong(EnvelopeLayout.FOUND_STAMPS, 41).putLong(EnvelopeLayout.FOUND_STAMPS + 8, 42);

        Envelope envelope = texts.open(bytes);

        assertThat(envelope.fields().foundTags()).containsExactly("account:7", "näher");
        assertThat(envelope.fields().foundStamps()).containsExactly(41L, 42L);
        assertThat(envelope.fields().staleMicros()).hasValue(7);
        assertThat(texts.decode(envelope)).isEqualTo(List.of("a"));
        assertThat(HexFormat.of().formatHex(bytes, EnvelopeLayout.HEADER, EnvelopeLayout.HEADER + 53))
                .isEqualTo("801100250002" + "0000000000000029" + "000000000000002a" + "00096163636f756e743a37"
                        + "00066ec3a4686572" + "001000080000000000000007");
        assertThat(EntryFields.NONE.found(List.of("x".repeat(65_536))).fit()).isFalse();
    }

    private byte[] withFields(int... fields) {
        ByteBuffer longer = ByteBuffer.allocate(entry.length + fields.length);
        longer.put(entry, 0, EnvelopeLayout.HEADER);
        for (int each : fields) {
            longer.put((byte) each);
        }
        longer.put(entry, EnvelopeLayout.HEADER, entry.length - EnvelopeLayout.HEADER);
        longer.putShort(EnvelopeLayout.FIELDS_LENGTH, (short) fields.length);
        return longer.array();
    }

    @Nested
    class Unreadable {

        @Test
        void foreignBytes() {
            assertUnreadable(Reason.FOREIGN, () -> texts.open(new byte[100]));
            assertUnreadable(Reason.TRUNCATED, () -> texts.open("plain text".getBytes(StandardCharsets.UTF_8)));
            assertUnreadable(Reason.TRUNCATED, () -> texts.open(new byte[0]));
        }

        @Test
        void anotherVersion() {
            header().put(3, (byte) 2);

            assertUnreadable(Reason.VERSION, () -> texts.open(entry));
        }

        @Test
        void anotherCodec() {
            EntryCodec cbor = EntryCodec.of(CborCodec.standard(), TEXTS, Compression.none());

            assertUnreadable(Reason.CODEC, () -> cbor.open(entry));
        }

        @Test
        void anotherShape() {
            EntryCodec numbers = EntryCodec.of(
                    JsonCodec.standard(), new TypeReference<List<Long>>() {}.getType(), Compression.none());

            assertUnreadable(Reason.SHAPE, () -> numbers.open(entry));
        }

        @Test
        void unknownFlags() {
            header().put(EnvelopeLayout.FLAGS, (byte) EnvelopeLayout.ENCRYPTED);
            assertUnreadable(Reason.FLAGS, () -> texts.open(entry));

            header().put(EnvelopeLayout.FLAGS, (byte) 0x80);
            assertUnreadable(Reason.FLAGS, () -> texts.open(entry));
        }

        @Test
        void nullWithAPayload() {
            header().put(EnvelopeLayout.FLAGS, (byte) EnvelopeLayout.NULL);

            assertUnreadable(Reason.PAYLOAD, () -> texts.open(entry));
        }

        @Test
        void criticalField() {
            assertUnreadable(Reason.CRITICAL_FIELD, () -> texts.open(withFields(0x80, 1, 0, 0)));
            assertUnreadable(Reason.CRITICAL_FIELD, () -> texts.open(withFields(0, 1, 0, 0, 0x80, 1, 0, 0)));
        }

        @Test
        void malformedFields() {
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0, 1, 0)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0, 1, 0, 2, 9)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0, 0x10, 0, 8, 9)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0x80, 0x11, 0, 0)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0x80, 0x11, 0, 2, 0, 0)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0x80, 0x11, 0, 3, 0, 1, 9)));
            assertUnreadable(
                    Reason.FIELDS, () -> texts.open(withFields(0x80, 0x11, 0, 12, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0, 0x10, 0, 1, 9)));
            assertUnreadable(Reason.FIELDS, () -> texts.open(withFields(0, 0x10, 0, 8, 0x80, 0, 0, 0, 0, 0, 0, 0)));

            header().putShort(EnvelopeLayout.FIELDS_LENGTH, (short) -1);
            assertUnreadable(Reason.TRUNCATED, () -> texts.open(entry));
        }

        @Test
        void everyShorterEntry() {
            EntryCodec numbers = EntryCodec.of(JsonCodec.standard(), int.class, Compression.none());

            assertNoneShorterIsRead(texts, entry);
            assertNoneShorterIsRead(numbers, numbers.encode(12345, STAMPS));
        }

        private void assertNoneShorterIsRead(EntryCodec codec, byte[] whole) {
            for (int length = 0; length < whole.length; length++) {
                byte[] shorter = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> codec.decode(codec.open(shorter)))
                        .isInstanceOf(UnreadableEntryException.class);
            }
        }

        @Test
        void payloadOfAnotherType() {
            assertUnreadable(Reason.PAYLOAD, () -> texts.decode(texts.open(withPayload("{\"a\":1}\n"))));
            assertUnreadable(Reason.PAYLOAD, () -> texts.decode(texts.open(withPayload("null\n"))));
            assertUnreadable(Reason.PAYLOAD, () -> texts.decode(texts.open(withPayload("[] []\n"))));
            assertUnreadable(Reason.PAYLOAD, () -> texts.decode(texts.open(withPayload("\n"))));
            assertUnreadable(Reason.PAYLOAD, () -> texts.decode(texts.open(withPayload(""))));
        }

        @Test
        void payloadThatIsNestedWithoutEnd() {
            EntryCodec anything = EntryCodec.of(JsonCodec.standard(), Object.class, Compression.none());
            byte[] hostile = withPayload("[\"list\",[".repeat(100_000) + '\n');
            ByteBuffer.wrap(hostile).putLong(EnvelopeLayout.SHAPE, anything.shape());

            assertUnreadable(Reason.PAYLOAD, () -> anything.decode(anything.open(hostile)));
        }

        private byte[] withPayload(String payload) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            byte[] other = Arrays.copyOf(entry, EnvelopeLayout.HEADER + bytes.length);
            System.arraycopy(bytes, 0, other, EnvelopeLayout.HEADER, bytes.length);
            return other;
        }

        private void assertUnreadable(Reason reason, Supplier<?> reading) {
            assertThatThrownBy(reading::get).isInstanceOfSatisfying(UnreadableEntryException.class, unreadable -> {
                assertThat(unreadable.reason()).isEqualTo(reason);
                assertThat(unreadable.getStackTrace()).isEmpty();
            });
        }
    }

    @Nested
    class UsersCodec {

        private Supplier<Object> reading = () -> "value";

        private final CacheCodec codec = new CacheCodec() {

            @Override
            public byte id() {
                return 77;
            }

            @Override
            public byte[] encode(Object value, Type type) {
                return new byte[] {1};
            }

            @Override
            public Object decode(byte[] bytes, int offset, int length, Type type) {
                assertThat(length).isOne();
                assertThat(bytes[offset]).isOne();
                return reading.get();
            }
        };

        private final EntryCodec entries = EntryCodec.of(codec, String.class, Compression.none());

        private Object decode() {
            return String.valueOf(entries.decode(entries.open(entries.encode("value", STAMPS))));
        }

        @Test
        void isUsed() {
            assertThat(decode()).isEqualTo("value");
        }

        @Test
        void mayThrowWhatItLikes() {
            for (Throwable each :
                    List.of(new StackOverflowError(), new NoClassDefFoundError(), new IllegalStateException())) {
                reading = () -> {
                    throw UsersCodec.<RuntimeException>sneaky(each);
                };
                assertThatThrownBy(this::decode)
                        .isInstanceOf(UnreadableEntryException.class)
                        .hasCause(each);
            }
        }

        @Test
        void doesNotHideAnErrorOfTheProcess() {
            reading = () -> {
                throw new OutOfMemoryError();
            };

            assertThatThrownBy(this::decode).isInstanceOf(OutOfMemoryError.class);
        }

        @Test
        void mayNotReturnAnotherType() {
            reading = () -> 5;

            assertThatThrownBy(this::decode).isInstanceOf(UnreadableEntryException.class);
        }

        @Test
        void describesTypesThatJacksonCannotRead() {
            EntryCodec.of(codec, Samples.Projection.class, Compression.none());
            EntryCodec.of(codec, new TypeReference<Box<Samples.NoWayIn>>() {}.getType(), Compression.none());
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T sneaky(Throwable throwable) throws T {
            throw (T) throwable;
        }
    }

    @Nested
    class Compressed {

        private final List<String> repeated = Collections.nCopies(1000, "text");

        @Test
        void fromTheThresholdOn() {
            EntryCodec gzip = EntryCodec.of(JsonCodec.standard(), TEXTS, Compression.gzip(100));

            byte[] shorter = gzip.encode(repeated, STAMPS);
            assertThat(shorter.length).isLessThan(EnvelopeLayout.HEADER + 200);
            assertThat(gzip.open(shorter).isCompressed()).isTrue();
            assertThat(gzip.decode(gzip.open(shorter))).isEqualTo(repeated);
            assertThat(gzip.open(gzip.encode(List.of("a"), STAMPS)).isCompressed())
                    .isFalse();
        }

        @Test
        void isReadByACodecThatDoesNotCompress() {
            EntryCodec gzip = EntryCodec.of(JsonCodec.standard(), TEXTS, Compression.gzip(0));

            assertThat(texts.decode(texts.open(gzip.encode(repeated, STAMPS)))).isEqualTo(repeated);
        }

        @Test
        void notWhereNothingIsGained() {
            EntryCodec gzip = EntryCodec.of(JsonCodec.standard(), TEXTS, Compression.gzip(0));

            assertThat(gzip.open(gzip.encode(List.of("a"), STAMPS)).isCompressed())
                    .isFalse();
        }

        @Test
        void bombIsUnreadable() {
            EntryCodec gzip = EntryCodec.of(JsonCodec.standard(), TEXTS, Compression.gzip(0));
            EntryCodec careful = EntryCodec.of(
                    JsonCodec.standard(), TEXTS, Compression.none().limitedTo(1000));

            assertThatThrownBy(() -> careful.decode(careful.open(gzip.encode(repeated, STAMPS))))
                    .isInstanceOfSatisfying(
                            UnreadableEntryException.class,
                            unreadable -> assertThat(unreadable.reason()).isEqualTo(Reason.COMPRESSION));
        }

        @Test
        void payloadBeyondTheLimitStaysReadable() {
            EntryCodec careful = EntryCodec.of(
                    JsonCodec.standard(), TEXTS, Compression.gzip(0).limitedTo(1000));

            assertThat(careful.decode(careful.open(careful.encode(repeated, STAMPS))))
                    .isEqualTo(repeated);
        }

        @Test
        void garbageIsUnreadable() {
            header().put(EnvelopeLayout.FLAGS, (byte) EnvelopeLayout.COMPRESSED);

            assertThatThrownBy(() -> texts.decode(texts.open(entry)))
                    .isInstanceOfSatisfying(
                            UnreadableEntryException.class,
                            unreadable -> assertThat(unreadable.reason()).isEqualTo(Reason.COMPRESSION));
        }
    }

    @Test
    void classNamesInAPayloadAreNotBelieved() {
        EntryCodec payments = EntryCodec.of(JsonCodec.standard(), Payment.class, Compression.none());
        byte[] honest = payments.encode(new Cash(BigDecimal.ONE), STAMPS);
        String text = new String(honest, StandardCharsets.ISO_8859_1);

        assertThat(text).contains("{\"Cash\":{").doesNotContain(Cash.class.getPackageName());
        for (String name : List.of(Cash.class.getName(), "java.io.File", "Unsealed", "Nothing")) {
            byte[] forged = text.replace("\"Cash\"", '"' + name + '"').getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> payments.decode(payments.open(forged)))
                    .isInstanceOf(UnreadableEntryException.class);
        }
    }
}
