package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import io.ledgerlink.nexus.cache.value.DeclaredTypes;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the entries of one declared type.
 *
 * <p>Immutable and safe for use by many threads; built once per query method, not per call.
 */
public final class EntryCodec {

    private static final byte[] NO_PAYLOAD = new byte[0];

    private final CacheCodec codec;

    private final byte codecId;

    private final Type type;

    private final Class<?> valueClass;

    private final Compression compression;

    private final long shape;

    private EntryCodec(CacheCodec codec, Type type, Compression compression) {
        this.codec = codec;
        this.codecId = codec.id();
        this.type = type;
        this.valueClass = DeclaredTypes.boxed(DeclaredTypes.rawClass(type));
        this.compression = compression;
        this.shape = Shape.of(type, codec);
    }

    /**
     * Returns a codec for the entries of a declared type.
     *
     * @throws UnsupportedTypeException if values of the type cannot be kept as bytes
     */
    public static EntryCodec of(CacheCodec codec, Type type, Compression compression) {
        DeclaredTypes.refuseOneTimeTypes(type);
        codec.check(type);
        return new EntryCodec(codec, type, compression);
    }

    /** Returns why values of a declared type cannot be kept as bytes, or nothing if they can. */
    public static Optional<String> refusal(CacheCodec codec, Type type) {
        try {
            of(codec, type, Compression.none());
            return Optional.empty();
        } catch (UnsupportedTypeException unsupported) {
            return Optional.of(String.valueOf(unsupported.getMessage()));
        }
    }

    /** Returns why values of a declared type cannot be kept in any form, or nothing if it is not one of such. */
    public static Optional<String> oneTime(Type type) {
        try {
            DeclaredTypes.refuseOneTimeTypes(type);
            return Optional.empty();
        } catch (UnsupportedTypeException unsupported) {
            return Optional.of(String.valueOf(unsupported.getMessage()));
        }
    }

    /** Returns the fingerprint of the declared type's shape. */
    public long shape() {
        return shape;
    }

    /** Returns the whole entry, which says nothing beside its header. */
    public byte[] encode(@Nullable Object value, EntryStamps stamps) {
        return encode(value, stamps, EntryFields.NONE);
    }

    /**
     * Returns the whole entry, with created-at and fresh-until left zero for the store script.
     *
     * <p>Throws whatever the codec throws where it cannot encode the value.
     */
    public byte[] encode(@Nullable Object value, EntryStamps stamps, EntryFields fields) {
        if (value == null) {
            return Envelope.seal(codecId, EnvelopeLayout.NULL, stamps, shape, fields, NO_PAYLOAD);
        }
        byte[] payload = codec.encode(value, type);
        byte[] compressed = compression.compress(payload);
        int flags = compressed == payload ? 0 : EnvelopeLayout.COMPRESSED;
        return Envelope.seal(codecId, flags, stamps, shape, fields, compressed);
    }

    /**
     * Reads an entry's header; the payload stays as it is.
     *
     * @throws UnreadableEntryException if this cannot be an entry of this codec and shape
     */
    public Envelope open(byte[] bytes) {
        return Envelope.open(bytes, codecId, shape);
    }

    /**
     * Returns the value, a fresh copy every time.
     *
     * @throws UnreadableEntryException if the payload cannot be read
     */
    public @Nullable Object decode(Envelope envelope) {
        if (envelope.isNull()) {
            return null;
        }
        // The bytes come from outside and the codec may be a user's: whatever it throws on them is their fault. Only
        // errors that say something about this process pass.
        try {
            return checked(payload(envelope));
        } catch (UnreadableEntryException unreadable) {
            throw unreadable;
        } catch (Exception | StackOverflowError | LinkageError undecodable) {
            throw new UnreadableEntryException(
                    Reason.PAYLOAD, "The payload cannot be decoded as %s".formatted(type.getTypeName()), undecodable);
        }
    }

    private @Nullable Object payload(Envelope envelope) {
        byte[] bytes = envelope.array();
        int offset = envelope.payloadOffset();
        int length = envelope.payloadLength();
        if (!envelope.isCompressed()) {
            return codec.decode(bytes, offset, length, type);
        }
        byte[] payload = compression.decompress(bytes, offset, length);
        return codec.decode(payload, 0, payload.length, type);
    }

    private Object checked(@Nullable Object value) {
        if (!valueClass.isInstance(value)) {
            throw new UnreadableEntryException(
                    Reason.PAYLOAD, "The payload was decoded as something else than %s".formatted(type.getTypeName()));
        }
        return value;
    }
}
