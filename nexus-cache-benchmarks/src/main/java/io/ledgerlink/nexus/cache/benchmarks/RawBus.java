package io.ledgerlink.nexus.cache.benchmarks;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A script that does nothing but publish, and a raw listener that does nothing but hear. */
final class RawBus {

    private static final byte[] CHANNEL = "raw".getBytes(StandardCharsets.UTF_8);
    private static final byte[][] NO_KEYS = {};

    /** About as long as the message of an eviction. */
    private static final byte[] MESSAGE = "m".repeat(100).getBytes(StandardCharsets.UTF_8);

    private final RawRedis raw;
    private final String digest;
    private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

    RawBus(RawRedis raw) {
        this.raw = raw;
        this.digest = raw.commands().scriptLoad("return redis.call('PUBLISH', ARGV[1], ARGV[2])");
        StatefulRedisPubSubConnection<byte[], byte[]> subscription =
                raw.client().connectPubSub(ByteArrayCodec.INSTANCE);
        subscription.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                heard.add(System.nanoTime());
            }
        });
        subscription.sync().subscribe(CHANNEL);
    }

    /** From the call of the script until its message is heard, in nanoseconds. */
    long lag() {
        long begin = System.nanoTime();
        raw.commands().evalsha(digest, ScriptOutputType.INTEGER, NO_KEYS, CHANNEL, MESSAGE);
        return Polling.next(heard, "a raw message") - begin;
    }
}
