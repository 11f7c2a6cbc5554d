package io.ledgerlink.nexus.cache.entry;

/**
 * Where things stand in an entry's fixed header. All numbers are big-endian. The store scripts know these offsets too.
 *
 * <p>The section of tagged fields follows the header, and the payload follows that.
 */
public final class EnvelopeLayout {

    /** {@code 'N' 'X' 'C'} and the format's version in one int. */
    public static final int MAGIC = 0x4E584301;

    /** One byte: which codec wrote the payload. */
    public static final int CODEC = 4;

    /** One byte: {@link #COMPRESSED}, {@link #ENCRYPTED}, {@link #NULL}. */
    public static final int FLAGS = 5;

    /** Two bytes, unsigned: the length of the tagged fields. */
    public static final int FIELDS_LENGTH = 6;

    /** Eight bytes: µs of the server's clock, written by the store script. */
    public static final int CREATED_AT = 8;

    /** Eight bytes: µs of the server's clock, written by the store script. */
    public static final int FRESH_UNTIL = 16;

    /** Eight bytes: the {@code all} stamp that the entry was loaded under. */
    public static final int ALL_STAMP = 24;

    /** Eight bytes: the {@code cache} stamp. */
    public static final int CACHE_STAMP = 32;

    /** Eight bytes: the {@code query} stamp; a put's script writes it. */
    public static final int QUERY_STAMP = 40;

    /** Eight bytes: fingerprint of the identities, count and stamps of the scopes in the entry's slot, save the query's. */
    public static final int FINGERPRINT = 48;

    /** Eight bytes: fingerprint of the value type's shape. */
    public static final int SHAPE = 56;

    /** Length of the fixed header. */
    public static final int HEADER = 64;

    /** Eight bytes for each tag that the source has found, in the first field of an entry that has any; the store script writes them. */
    public static final int FOUND_STAMPS = HEADER + 6;

    public static final int COMPRESSED = 1;
    public static final int ENCRYPTED = 2;
    public static final int NULL = 4;

    private EnvelopeLayout() {}
}
