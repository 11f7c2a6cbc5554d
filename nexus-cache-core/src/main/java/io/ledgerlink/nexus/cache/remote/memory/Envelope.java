package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.codec.EnvelopeLayout;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Ground;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An entry's bytes, as the store scripts see them. Never changed; whoever takes the bytes out gets a copy. */
final class Envelope {

    private final byte[] bytes;

    private Envelope(byte[] bytes) {
        this.bytes = bytes;
    }

    static Envelope of(byte[] bytes) {
        return new Envelope(bytes.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    Envelope with(int offset, long number) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putLong(offset, number);
        return new Envelope(changed);
    }

    /** Whether this is of our format and has a wide stamp that is newer than the other's. */
    boolean overtakes(Envelope other) {
        return isReadable()
                && (at(EnvelopeLayout.ALL_STAMP) > other.at(EnvelopeLayout.ALL_STAMP)
                        || at(EnvelopeLayout.CACHE_STAMP) > other.at(EnvelopeLayout.CACHE_STAMP));
    }

    /** Whether this is of our format and was loaded under the same stamps as the other, into the same shape. */
    boolean restsOnTheSameAs(Envelope other) {
        return isReadable()
                && Arrays.equals(
                        bytes,
                        EnvelopeLayout.ALL_STAMP,
                        EnvelopeLayout.HEADER,
                        other.bytes,
                        EnvelopeLayout.ALL_STAMP,
                        EnvelopeLayout.HEADER);
    }

    /** Whether this is of our format, was loaded on that ground, and after that, and is fresh. */
    boolean answers(Ground ground, long sinceMicros, long now) {
        return isReadable()
                && at(EnvelopeLayout.ALL_STAMP) == ground.allStamp()
                && at(EnvelopeLayout.CACHE_STAMP) == ground.cacheStamp()
                && at(EnvelopeLayout.QUERY_STAMP) == ground.queryStamp()
                && at(EnvelopeLayout.FINGERPRINT) == ground.fingerprint()
                && at(EnvelopeLayout.FRESH_UNTIL) > now
                && at(EnvelopeLayout.CREATED_AT) > sinceMicros;
    }

    long createdMicros() {
        return at(EnvelopeLayout.CREATED_AT);
    }

    private boolean isReadable() {
        return bytes.length >= EnvelopeLayout.HEADER && ByteBuffer.wrap(bytes).getInt() == EnvelopeLayout.MAGIC;
    }

    long at(int offset) {
        return ByteBuffer.wrap(bytes).getLong(offset);
    }
}
