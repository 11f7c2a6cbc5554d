package io.ledgerlink.nexus.cache.entry;

import org.jspecify.annotations.Nullable;

/**
 * Says that bytes from the remote tier are no entry that this instance can read: a miss, to be counted and replaced.
 *
 * <p>It steers and is never shown to a caller, so it has no stack trace of its own; its cause has one.
 */
public final class UnreadableEntryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why an entry cannot be read. */
    public enum Reason {
        /** It does not begin as entries do: somebody else's bytes. */
        FOREIGN,
        /** It is an entry of another version of the format. */
        VERSION,
        /** It ends before its header or its fields do. */
        TRUNCATED,
        /** Another codec wrote it. */
        CODEC,
        /** It has flags that this version does not know, or cannot honour. */
        FLAGS,
        /** The value's type had another shape when it was written. */
        SHAPE,
        /** Its fields are malformed. */
        FIELDS,
        /** It has a field that must be understood and is not. */
        CRITICAL_FIELD,
        /** Its payload cannot be decompressed, or would become too long. */
        COMPRESSION,
        /** Its payload cannot be decoded as the declared type. */
        PAYLOAD
    }

    private final Reason reason;

    UnreadableEntryException(Reason reason, String message) {
        this(reason, message, null);
    }

    UnreadableEntryException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    /** Returns why the entry cannot be read. */
    public Reason reason() {
        return reason;
    }
}
