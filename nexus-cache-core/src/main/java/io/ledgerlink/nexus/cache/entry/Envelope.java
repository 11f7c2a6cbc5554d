package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import java.nio.ByteBuffer;

/**
 * An entry whose header was read and found good; its payload is still bytes.
 *
 * <p>Immutable as long as no one writes to the array that it was opened from.
 */
public final class Envelope {

    private static final int VERSION_MASK = 0xFF;

    private static final int KNOWN_FLAGS = EnvelopeLayout.COMPRESSED | EnvelopeLayout.NULL;

    private final ByteBuffer buffer;

    private final EntryFields fields;

    private final int payloadOffset;

    private Envelope(ByteBuffer buffer, EntryFields fields, int payloadOffset) {
        this.buffer = buffer;
        this.fields = fields;
        this.payloadOffset = payloadOffset;
    }

    /** Writes an entry; created-at and fresh-until stay zero, the store script fills them in. */
    static byte[] seal(byte codec, int flags, EntryStamps stamps, long shape, EntryFields fields, byte[] payload) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(EnvelopeLayout.HEADER + fields.length(), payload.length))
                .putInt(EnvelopeLayout.MAGIC)
                .put(EnvelopeLayout.CODEC, codec)
                .put(EnvelopeLayout.FLAGS, (byte) flags)
                .putShort(EnvelopeLayout.FIELDS_LENGTH, (short) fields.length())
                .putLong(EnvelopeLayout.ALL_STAMP, stamps.all())
                .putLong(EnvelopeLayout.CACHE_STAMP, stamps.cache())
                .putLong(EnvelopeLayout.QUERY_STAMP, stamps.query())
                .putLong(EnvelopeLayout.FINGERPRINT, stamps.fingerprint())
                .putLong(EnvelopeLayout.SHAPE, shape)
                .position(EnvelopeLayout.HEADER);
        fields.writeTo(buffer);
        return buffer.put(payload).array();
    }

    /** Reads the header and the fields, and refuses what this codec and shape cannot read. */
    static Envelope open(byte[] bytes, byte codec, long shape) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        checkMagic(buffer);
        if (buffer.get(EnvelopeLayout.CODEC) != codec) {
            throw new UnreadableEntryException(
                    Reason.CODEC,
                    "The entry was written by codec %d, this cache reads codec %d"
                            .formatted(buffer.get(EnvelopeLayout.CODEC), codec));
        }
        if (buffer.getLong(EnvelopeLayout.SHAPE) != shape) {
            throw new UnreadableEntryException(Reason.SHAPE, "The value's type had another shape when it was written");
        }
        int payloadOffset = EnvelopeLayout.HEADER + Short.toUnsignedInt(buffer.getShort(EnvelopeLayout.FIELDS_LENGTH));
        EntryFields fields = fields(buffer, payloadOffset);
        checkFlags(buffer.get(EnvelopeLayout.FLAGS), bytes.length - payloadOffset);
        return new Envelope(buffer, fields, payloadOffset);
    }

    private static void checkMagic(ByteBuffer buffer) {
        if (buffer.capacity() < EnvelopeLayout.HEADER) {
            throw new UnreadableEntryException(
                    Reason.TRUNCATED, "%d bytes are too few for an entry".formatted(buffer.capacity()));
        }
        int difference = buffer.getInt(0) ^ EnvelopeLayout.MAGIC;
        if ((difference & ~VERSION_MASK) != 0) {
            throw new UnreadableEntryException(Reason.FOREIGN, "The bytes do not begin as an entry does");
        }
        if (difference != 0) {
            throw new UnreadableEntryException(
                    Reason.VERSION,
                    "The entry has version %d of the format".formatted(buffer.getInt(0) & VERSION_MASK));
        }
    }

    private static EntryFields fields(ByteBuffer buffer, int end) {
        EntryFields fields = EntryFields.NONE;
        int at = EnvelopeLayout.HEADER;
        if (end > buffer.capacity()) {
            throw new UnreadableEntryException(Reason.TRUNCATED, "The entry ends within its fields");
        }
        while (at < end) {
            if (end - at < EntryFields.FIELD_HEADER) {
                throw new UnreadableEntryException(Reason.FIELDS, "A field of the entry ends within its header");
            }
            int tag = Short.toUnsignedInt(buffer.getShort(at));
            int length = Short.toUnsignedInt(buffer.getShort(at + 2));
            if (tag != EntryFields.FOUND_TAGS && (tag & EntryFields.CRITICAL) != 0) {
                throw new UnreadableEntryException(
                        Reason.CRITICAL_FIELD,
                        "The entry has the field %d, which must be understood".formatted(tag & ~EntryFields.CRITICAL));
            }
            int content = at + EntryFields.FIELD_HEADER;
            fields = fields.with(tag, buffer.slice(content, Math.min(length, end - content)));
            at += EntryFields.FIELD_HEADER + length;
        }
        if (at != end) {
            throw new UnreadableEntryException(Reason.FIELDS, "A field of the entry is longer than the fields");
        }
        return fields;
    }

    private static void checkFlags(int flags, int payloadLength) {
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new UnreadableEntryException(
                    Reason.FLAGS, "The entry has the flags %x, not all of which are known".formatted(flags & 0xFF));
        }
        if ((flags & EnvelopeLayout.NULL) != 0 && (payloadLength != 0 || flags != EnvelopeLayout.NULL)) {
            throw new UnreadableEntryException(Reason.PAYLOAD, "The entry says null and has a payload");
        }
    }

    /** Returns when the entry was stored, in µs of the server's clock; zero if it never was. */
    public long createdAtMicros() {
        return buffer.getLong(EnvelopeLayout.CREATED_AT);
    }

    /** Returns until when the entry is fresh, in µs of the server's clock; zero if it was never stored. */
    public long freshUntilMicros() {
        return buffer.getLong(EnvelopeLayout.FRESH_UNTIL);
    }

    /** Returns the stamps that the entry was loaded under. */
    public EntryStamps stamps() {
        return new EntryStamps(allStamp(), cacheStamp(), queryStamp(), fingerprint());
    }

    /** Returns the {@code all} stamp that the entry was loaded under. */
    public long allStamp() {
        return buffer.getLong(EnvelopeLayout.ALL_STAMP);
    }

    /** Returns the {@code cache} stamp that the entry was loaded under. */
    public long cacheStamp() {
        return buffer.getLong(EnvelopeLayout.CACHE_STAMP);
    }

    /** Returns the {@code query} stamp that the entry was loaded under. */
    public long queryStamp() {
        return buffer.getLong(EnvelopeLayout.QUERY_STAMP);
    }

    /** Returns the fingerprint of the other scopes that the entry was loaded under. */
    public long fingerprint() {
        return buffer.getLong(EnvelopeLayout.FINGERPRINT);
    }

    /** Returns what the entry says of itself beside its header. */
    public EntryFields fields() {
        return fields;
    }

    /** Whether the value is {@code null}. */
    public boolean isNull() {
        return (buffer.get(EnvelopeLayout.FLAGS) & EnvelopeLayout.NULL) != 0;
    }

    /** Whether the payload is compressed. */
    public boolean isCompressed() {
        return (buffer.get(EnvelopeLayout.FLAGS) & EnvelopeLayout.COMPRESSED) != 0;
    }

    /** Returns the length of the whole entry in bytes. */
    public int length() {
        return buffer.capacity();
    }

    byte[] array() {
        return buffer.array();
    }

    int payloadOffset() {
        return payloadOffset;
    }

    int payloadLength() {
        return buffer.capacity() - payloadOffset;
    }
}
