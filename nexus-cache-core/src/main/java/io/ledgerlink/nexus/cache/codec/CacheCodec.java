package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;

/**
 * Turns values into bytes and back, for the remote tier.
 *
 * <p>What {@link #decode} returns must equal what {@link #encode} was given, for every instance that shares the Redis: a
 * caller cannot tell a hit from a miss. Neither method sees {@code null}; the envelope around the bytes says that. The type
 * is the declared one, generics included, and is the only thing that may choose a class: bytes come from outside.
 *
 * <p>Both methods may throw what they like. A value that cannot be encoded is not stored in the remote tier, bytes that
 * cannot be decoded are a miss; both are counted, and neither reaches a caller of the cache.
 *
 * <p>Implementations are called by many threads at once and must not block. Redis is not their concern.
 *
 * @since 0.1
 */
public interface CacheCodec {

    /**
     * Returns the number that marks this codec's entries; entries of another number are misses.
     *
     * <p>It never changes for one wire format. Numbers 0 to 15 belong to the library, all others (16 to 127, and the
     * negative ones) to users.
     */
    byte id();

    /**
     * Encodes a value.
     *
     * @param value the value
     * @param type its declared type
     * @return an array of its own, which the caller may keep
     */
    byte[] encode(Object value, Type type);

    /**
     * Decodes a value from a part of an array, which must not be changed or kept.
     *
     * @param bytes the array
     * @param offset where the value begins
     * @param length how many bytes it has
     * @param type its declared type
     * @return the value
     */
    Object decode(byte[] bytes, int offset, int length, Type type);

    /**
     * Checks, once per type at start-up, whether values of a declared type can be encoded and decoded exactly.
     *
     * @param type the declared type
     * @throws UnsupportedTypeException with a text that says why not and what to declare instead
     */
    default void check(Type type) {}

    /**
     * Describes the structure of a declared type: what it describes otherwise is a miss, and is not decoded. The same on every JVM.
     *
     * @param type the declared type
     * @return by default what Jackson makes of the type
     */
    default String structure(Type type) {
        return Structure.unchecked(type, JsonCodec.standard().mapper());
    }
}
