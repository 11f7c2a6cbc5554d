package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.entry.UnreadableEntryException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an entry says of itself beside its header, in tagged fields; most say nothing.
 *
 * <p>A version that does not know a field skips it, or refuses the entry where the field's tag has the critical bit.
 *
 * @param staleMicros how long the entry may answer after its freshness, empty for as long as the reader's policy says
 * @param foundTags the tags that the entry's source has found, which the key does not name
 * @param foundStamps the stamps of these, in the same order; zero in an entry that was not stored
 */
public record EntryFields(OptionalLong staleMicros, List<String> foundTags, List<Long> foundStamps) {

    public static final EntryFields NONE = new EntryFields(OptionalLong.empty(), List.of(), List.of());

    static final int CRITICAL = 0x8000;

    static final int FIELD_HEADER = 4;

    /** Eight bytes: {@link #staleMicros}. */
    static final int STALE_FOR = 0x10;

    /** Two bytes for the number of tags, eight for each one's stamp, then each one's length in two bytes and its text. */
    static final int FOUND_TAGS = CRITICAL | 0x11;

    private static final int MOST = 0xFFFF;

    public EntryFields {
        foundTags = List.copyOf(foundTags);
        foundStamps = List.copyOf(foundStamps);
    }

    public static EntryFields staleFor(long micros) {
        return NONE.withStale(OptionalLong.of(micros));
    }

    EntryFields withStale(OptionalLong micros) {
        return new EntryFields(micros, foundTags, foundStamps);
    }

    /** The same with tags, whose stamps the store script writes. */
    public EntryFields found(List<String> tags) {
        return new EntryFields(staleMicros, tags, tags.stream().map(tag -> 0L).toList());
    }

    /** Whether the fields of an entry have room for these. */
    public boolean fit() {
        return length() <= MOST;
    }

    int length() {
        int stale = staleMicros.isEmpty() ? 0 : FIELD_HEADER + Long.BYTES;
        return foundTags.isEmpty() ? stale : stale + FIELD_HEADER + foundLength();
    }

    private int foundLength() {
        int length = Short.BYTES;
        for (String tag : foundTags) {
            length += Long.BYTES + Short.BYTES + bytes(tag).length;
        }
        return length;
    }

    /** The tags come first: the store script knows where their stamps stand. */
    void writeTo(ByteBuffer buffer) {
        if (!foundTags.isEmpty()) {
            buffer.putShort((short) FOUND_TAGS).putShort((short) foundLength()).putShort((short) foundTags.size());
            foundStamps.forEach(buffer::putLong);
            for (String tag : foundTags) {
                byte[] text = bytes(tag);
                buffer.putShort((short) text.length).put(text);
            }
        }
        staleMicros.ifPresent(micros ->
                buffer.putShort((short) STALE_FOR).putShort((short) Long.BYTES).putLong(micros));
    }

    /** Reads one more field's content; one of an unknown tag changes nothing. */
    EntryFields with(int tag, ByteBuffer content) {
        return switch (tag) {
            case STALE_FOR -> withStale(OptionalLong.of(stale(content)));
            case FOUND_TAGS -> readFound(content);
            default -> this;
        };
    }

    private static long stale(ByteBuffer content) {
        long micros = content.remaining() == Long.BYTES ? content.getLong() : -1;
        if (micros < 0) {
            throw malformed();
        }
        return micros;
    }

    private EntryFields readFound(ByteBuffer content) {
        List<Long> stamps = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        int count = length(content);
        for (int i = 0; i < count; i++) {
            if (content.remaining() < Long.BYTES) {
                throw malformed();
            }
            stamps.add(content.getLong());
        }
        for (int i = 0; i < count; i++) {
            byte[] text = new byte[length(content)];
            if (content.remaining() < text.length) {
                throw malformed();
            }
            content.get(text);
            tags.add(new String(text, StandardCharsets.UTF_8));
        }
        if (tags.isEmpty() || content.hasRemaining()) {
            throw malformed();
        }
        return new EntryFields(staleMicros, tags, stamps);
    }

    private static int length(ByteBuffer content) {
        if (content.remaining() < Short.BYTES) {
            throw malformed();
        }
        return Short.toUnsignedInt(content.getShort());
    }

    private static UnreadableEntryException malformed() {
        return new UnreadableEntryException(Reason.FIELDS, "A field of the entry has not the form of its kind");
    }

    private static byte[] bytes(String tag) {
        return tag.getBytes(StandardCharsets.UTF_8);
    }
}
