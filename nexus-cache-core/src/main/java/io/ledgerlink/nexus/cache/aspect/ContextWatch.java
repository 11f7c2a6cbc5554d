package io.ledgerlink.nexus.cache.aspect;

/** Sees whether something is read from the thread's context, until it is closed; what is read stays the same. */
interface ContextWatch extends AutoCloseable {

    boolean wasRead();

    /** Leaves the context as it was found, unless somebody has set another meanwhile. */
    @Override
    void close();

    /** Sees nothing. */
    static ContextWatch none() {
        return None.NONE;
    }

    /** The watch that sees nothing. */
    enum None implements ContextWatch {
        NONE;

        @Override
        public boolean wasRead() {
            return false;
        }

        @Override
        public void close() {}
    }
}
