package io.ledgerlink.nexus.cache.tier;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.entry.Compression;
import io.ledgerlink.nexus.cache.entry.EntryCodec;
import io.ledgerlink.nexus.cache.entry.EntryFields;
import io.ledgerlink.nexus.cache.entry.EntryStamps;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.value.Unmodifiable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are kept by one cache: by reference or as bytes, and how they are written.
 *
 * <p>Compared by identity: an entry answers only calls that ask in the form that it was kept in.
 */
public record ValueForm(Type type, @Nullable EntryCodec written, boolean bytes, Kind kind, boolean ownTags) {

    /** A cache that keeps nothing but references never writes its values, and may hold what cannot be written. */
    static ValueForm of(Type type, CachePolicy policy, CacheCodec codec) {
        boolean bytes = policy.local().store() == CachePolicy.Store.BYTES;
        if (!bytes && !policy.remote()) {
            return new ValueForm(type, null, false, new Kind(), false);
        }
        Compression compression =
                policy.compressAbove() < 0 ? Compression.none() : Compression.gzip(policy.compressAbove());
        return new ValueForm(type, EntryCodec.of(codec, type, compression), bytes, new Kind(), false);
    }

    /** The same form for one query that names its own tags: what is kept in it carries them. */
    public ValueForm withOwnTags() {
        return new ValueForm(type, written, bytes, kind, true);
    }

    /** Whether a value kept in this form answers a call in the other one; by reference, any value is an object. */
    boolean servesAs(ValueForm asked) {
        return kind == asked.kind || (asked.type == Object.class && !asked.bytes);
    }

    EntryCodec codec() {
        return Objects.requireNonNull(written, "a cache that keeps nothing but references has no codec");
    }

    /** The value as callers get it: what is kept by reference must not be changed through it. */
    public @Nullable Object handOut(@Nullable Object value) {
        return bytes ? value : Unmodifiable.guard(value, type);
    }

    /** How a value of this type says that there is nothing. */
    @Nullable Object nothing() {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        return raw == Optional.class ? Optional.empty() : null;
    }

    byte[] encode(@Nullable Object value, StampBasis basis, EntryFields fields) {
        return codec().encode(
                        value,
                        new EntryStamps(basis.allStamp(), basis.cacheStamp(), basis.queryStamp(), basis.fingerprint()),
                        fields);
    }

    /** Makes the value of a local entry's content. */
    public @Nullable Object value(@Nullable Object content) throws UnreadableEntryException {
        return bytes && content instanceof byte[] envelope ? codec().decode(codec().open(envelope)) : content;
    }

    /** What forms of one type in one cache have in common; compared by identity. */
    public static final class Kind {}

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
