package io.ledgerlink.nexus.cache.codec;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What an entry says of itself beside its header, in tagged fields; most say nothing.
 *
 * <p>Internal. A version that does not know a field skips it, or refuses the entry where the field's tag has the critical bit.
 *
 * @param staleMicros how long the entry may answer after its freshness, empty for as long as the reader's policy says
 */
public record EntryFields(OptionalLong staleMicros) {

    public static final EntryFields NONE = new EntryFields(OptionalLong.empty());

    static final int CRITICAL = 0x8000;

    static final int FIELD_HEADER = 4;

    /** Eight bytes: {@link #staleMicros}. */
    static final int STALE_FOR = 0x10;

    public static EntryFields staleFor(long micros) {
        return new EntryFields(OptionalLong.of(micros));
    }

    int length() {
        return staleMicros.isEmpty() ? 0 : FIELD_HEADER + Long.BYTES;
    }

    void writeTo(ByteBuffer buffer) {
        staleMicros.ifPresent(micros ->
                buffer.putShort((short) STALE_FOR).putShort((short) Long.BYTES).putLong(micros));
    }
}
