package io.ledgerlink.nexus.cache.stamp;

/** A 64-bit hash that is the same on every JVM: FNV-1a with Murmur's finalizer. */
final class Hash64 {

    private Hash64() {}

    static long of(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** Folds one more number into a hash; the order of the numbers counts. */
    static long fold(long hash, long number) {
        return mix(hash * 0x9e3779b97f4a7c15L + number);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
