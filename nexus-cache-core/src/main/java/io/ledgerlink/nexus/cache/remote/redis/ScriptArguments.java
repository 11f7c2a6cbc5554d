package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.StampHeader;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A script's keys or arguments, being gathered. */
final class ScriptArguments {

    private final List<byte[]> gathered = new ArrayList<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    ScriptArguments add(byte[] bytes) {
        gathered.add(bytes);
        return this;
    }

    ScriptArguments add(String text) {
        return add(bytes(text));
    }

    ScriptArguments add(long number) {
        return add(Long.toString(number));
    }

    ScriptArguments addAll(List<String> texts) {
        texts.forEach(this::add);
        return this;
    }

    ScriptArguments add(StampRequest stamp) {
        return add(stamp.known()).add(stamp.lifeMillis());
    }

    ScriptArguments add(StoreRequest request) {
        return add(request.envelope())
                .add(request.freshMicros())
                .add(request.lifeMillis())
                .addAll(request.stamps());
    }

    ScriptArguments addAll(long[] numbers) {
        for (long number : numbers) {
            add(number);
        }
        return this;
    }

    /** As it stands in an entry's header. */
    ScriptArguments add(StampHeader header) {
        return add(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(header.allStamp())
                .putLong(header.cacheStamp())
                .putLong(header.queryStamp())
                .putLong(header.fingerprint())
                .array());
    }

    byte[][] toArray() {
        return gathered.toArray(byte[][]::new);
    }
}
