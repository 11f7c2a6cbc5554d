package io.ledgerlink.nexus.cache.support;

/** Throws what a loader threw, unwrapped, through code that does not declare it. */
public final class Sneaky {

    private Sneaky() {}

    /** Never returns; the return type lets callers write {@code throw rethrow(…)}. */
    @SuppressWarnings("unchecked")
    public static <X extends Throwable> RuntimeException rethrow(Throwable failure) throws X {
        throw (X) failure;
    }
}
