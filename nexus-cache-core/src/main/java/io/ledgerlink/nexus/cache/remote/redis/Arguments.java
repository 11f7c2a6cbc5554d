package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.Ground;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A script's keys or arguments, being gathered. */
final class Arguments {

    private final List<byte[]> gathered = new ArrayList<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Arguments add(byte[] bytes) {
        gathered.add(bytes);
        return this;
    }

    Arguments add(String text) {
        return add(bytes(text));
    }

    Arguments add(long number) {
        return add(Long.toString(number));
    }

    Arguments addAll(List<String> texts) {
        texts.forEach(this::add);
        return this;
    }

    Arguments add(StampRequest stamp) {
        return add(stamp.known()).add(stamp.lifeMillis());
    }

    Arguments add(StoreRequest request) {
        return add(request.envelope())
                .add(request.freshMicros())
                .add(request.lifeMillis())
                .addAll(request.stamps());
    }

    Arguments addAll(long[] numbers) {
        for (long number : numbers) {
            add(number);
        }
        return this;
    }

    /** As it stands in an entry's header. */
    Arguments add(Ground ground) {
        return add(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(ground.allStamp())
                .putLong(ground.cacheStamp())
                .putLong(ground.queryStamp())
                .putLong(ground.fingerprint())
                .array());
    }

    byte[][] toArray() {
        return gathered.toArray(byte[][]::new);
    }
}
