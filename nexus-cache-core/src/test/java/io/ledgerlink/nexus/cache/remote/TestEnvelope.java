package io.ledgerlink.nexus.cache.remote;

import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import java.nio.ByteBuffer;

/** An entry's bytes, as a tier gets them: two wide stamps and a fingerprint count, and a payload follows the header. */
public record TestEnvelope(long allStamp, long cacheStamp, long fingerprint) {

    public static final TestEnvelope PLAIN = new TestEnvelope(10, 20, 7);

    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(EnvelopeLayout.HEADER + 3);
        buffer.putInt(0, EnvelopeLayout.MAGIC);
        buffer.putLong(EnvelopeLayout.ALL_STAMP, allStamp);
        buffer.putLong(EnvelopeLayout.CACHE_STAMP, cacheStamp);
        buffer.putLong(EnvelopeLayout.QUERY_STAMP, 30);
        buffer.putLong(EnvelopeLayout.FINGERPRINT, fingerprint);
        // A shape of all bits, a zero byte and a line's end: nothing of it is text.
        buffer.putLong(EnvelopeLayout.SHAPE, -1);
        buffer.put(EnvelopeLayout.HEADER, new byte[] {0, '\n', (byte) 0xFF});
        return buffer.array();
    }

    public static long at(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).getLong(offset);
    }
}
