package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * From which length on payloads are compressed, and how long they may become when they are decompressed.
 *
 * <p>Entries are decompressed whatever the threshold says, so it may change at any time. A payload beyond the
 * limit is stored as it is: an instance with the same limit could not read it otherwise.
 *
 * @param threshold shortest payload in bytes that is compressed; {@link Integer#MAX_VALUE} for none
 * @param limit longest payload in bytes that comes out of a decompression
 */
public record Compression(int threshold, int limit) {

    private static final int DEFAULT_LIMIT = 64 << 20;

    private static final int BUFFER = 8192;

    public Compression {
        if (threshold < 0) {
            throw new IllegalArgumentException(
                    "The compression threshold is %d bytes; give 0 or more".formatted(threshold));
        }
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit of decompression is %d bytes; give 1 or more".formatted(limit));
        }
    }

    /** Returns the one that never compresses. */
    public static Compression none() {
        return new Compression(Integer.MAX_VALUE, DEFAULT_LIMIT);
    }

    /** Returns one that compresses payloads of at least so many bytes with gzip. */
    public static Compression gzip(int thresholdBytes) {
        return new Compression(thresholdBytes, DEFAULT_LIMIT);
    }

    /** Returns this one with another limit of decompression. */
    public Compression limitedTo(int bytes) {
        return new Compression(threshold, bytes);
    }

    /** Returns the compressed payload, or the very same array where compressing is not wanted or gains nothing. */
    byte[] compress(byte[] payload) {
        if (threshold == Integer.MAX_VALUE || payload.length < threshold || payload.length > limit) {
            return payload;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(payload.length / 2 + 32);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(payload);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return compressed.size() < payload.length ? compressed.toByteArray() : payload;
    }

    byte[] decompress(byte[] bytes, int offset, int length) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream(Math.min(limit, length * 4));
        byte[] buffer = new byte[BUFFER];
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length), BUFFER)) {
            for (int read = gzip.read(buffer); read >= 0; read = gzip.read(buffer)) {
                if (read > limit - payload.size()) {
                    throw new UnreadableEntryException(
                            Reason.COMPRESSION, "The payload decompresses to more than %d bytes".formatted(limit));
                }
                payload.write(buffer, 0, read);
            }
        } catch (IOException malformed) {
            throw new UnreadableEntryException(Reason.COMPRESSION, "The payload is no gzip data", malformed);
        }
        return payload.toByteArray();
    }
}
