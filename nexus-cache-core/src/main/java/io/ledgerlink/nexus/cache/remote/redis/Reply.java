package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A script's reply: whole numbers, and texts. */
record Reply(List<Object> parts) {

    /** The greatest number that a double, and therefore Lua, holds exactly. */
    private static final long GREATEST_STAMP = (1L << 53) - 1;

    long count(int at) {
        return (Long) parts.get(at);
    }

    long number(int at) {
        return Long.parseLong(text(at));
    }

    StoreOutcome outcome(int at) {
        return StoreOutcome.valueOf(text(at));
    }

    long[] numbersFrom(int first) {
        long[] numbers = new long[parts.size() - first];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(first + i);
        }
        return numbers;
    }

    String text(int at) {
        return new String((byte[]) parts.get(at), StandardCharsets.UTF_8);
    }

    /** Reads a stamp as the scripts do: whatever is no whole positive number counts as absent. */
    static long stamp(byte[] text) {
        if (text.length == 0 || text.length > 16 || text[0] == '0') {
            return 0;
        }
        long number = 0;
        for (byte digit : text) {
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = number * 10 + (digit - '0');
        }
        return number <= GREATEST_STAMP ? number : 0;
    }
}
