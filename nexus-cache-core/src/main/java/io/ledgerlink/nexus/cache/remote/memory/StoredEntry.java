package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An entry's bytes, as the store scripts see them. Never changed; whoever takes the bytes out gets a copy. */
final class StoredEntry {

    private final byte[] bytes;

    private StoredEntry(byte[] bytes) {
        this.bytes = bytes;
    }

    static StoredEntry of(byte[] bytes) {
        return new StoredEntry(bytes.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    StoredEntry with(int offset, long number) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putLong(offset, number);
        return new StoredEntry(changed);
    }

    /** Whether this is of our format and has a wide stamp that is newer than the other's. */
    boolean overtakes(StoredEntry other) {
        return isReadable()
                && (at(EnvelopeLayout.ALL_STAMP) > other.at(EnvelopeLayout.ALL_STAMP)
                        || at(EnvelopeLayout.CACHE_STAMP) > other.at(EnvelopeLayout.CACHE_STAMP));
    }

    /** Whether this is of our format and was loaded under the same stamps as the other, into the same shape. */
    boolean restsOnTheSameAs(StoredEntry other) {
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
    boolean answers(StampHeader header, long sinceMicros, long now) {
        return isReadable()
                && at(EnvelopeLayout.ALL_STAMP) == header.allStamp()
                && at(EnvelopeLayout.CACHE_STAMP) == header.cacheStamp()
                && at(EnvelopeLayout.QUERY_STAMP) == header.queryStamp()
                && at(EnvelopeLayout.FINGERPRINT) == header.fingerprint()
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
