package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis of its own that holds so many entries of one tenant, and an instance of the cache on it. */
final class FilledRedis implements AutoCloseable {

    private static final int KEYS_PER_SCRIPT = 10_000;

    /** An eviction that deletes would have to find these. */
    private static final String ENTRY =
            Ledger.APPLICATION + ":{" + Ledger.TENANT + "}:" + Ledger.CACHE + ":v1:entries:";

    private static final String FILL =
            "for i = ARGV[1], ARGV[2] do redis.call('SET', ARGV[3] .. string.format('%.0f', i), ARGV[4]) end";

    private final RedisServer redis;
    private final LettuceConnectionFactory factory;
    private final NexusCache cache;

    private FilledRedis(RedisServer redis) {
        this.redis = redis;
        this.factory = redis.connectionFactory();
        this.cache = Ledger.instance().redis(factory).build();
    }

    static FilledRedis with(int keys) {
        RedisServer redis = RedisServer.start();
        try {
            fill(redis, keys);
            return new FilledRedis(redis);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private static void fill(RedisServer redis, int keys) {
        String value = "x".repeat(100);
        for (int first = 1; first <= keys; first += KEYS_PER_SCRIPT) {
            int last = Math.min(first + KEYS_PER_SCRIPT - 1, keys);
            redis.cli("EVAL", FILL, "0", Integer.toString(first), Integer.toString(last), ENTRY, value);
        }
        String size = redis.cli("DBSIZE");
        if (!size.equals(Integer.toString(keys))) {
            throw new IllegalStateException("Redis holds " + size + " keys after " + keys + " were written");
        }
    }

    /** Evicts the tenant; in nanoseconds. */
    long timeOfEviction() {
        long begin = System.nanoTime();
        Status status = cache.evictor().evictTenant(Ledger.TENANT).status();
        long time = System.nanoTime() - begin;
        if (status != Status.CONFIRMED) {
            throw new IllegalStateException("Redis did not confirm an eviction, so its time means nothing");
        }
        return time;
    }

    @Override
    public void close() {
        cache.close();
        factory.destroy();
        redis.close();
    }
}
