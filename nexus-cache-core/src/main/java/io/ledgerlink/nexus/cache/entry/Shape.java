package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.codec.CacheCodec;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The fingerprint of a declared type's structure, the same on every JVM.
 *
 * <p>It changes when what is kept as bytes changes: a component or property is added, removed, renamed or gets another
 * type, a subclass is permitted or no longer. It stays when methods are added or moved, and when a class is renamed whose
 * structure can be seen.
 */
final class Shape {

    private Shape() {}

    static long of(Type type, CacheCodec codec) {
        return ByteBuffer.wrap(sha256(codec.structure(type))).getLong();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }
}
