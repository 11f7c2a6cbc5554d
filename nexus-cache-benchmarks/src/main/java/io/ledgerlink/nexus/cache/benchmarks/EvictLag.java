package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The time from the call of an eviction on one instance until another instance has applied it, over that from the call of a
 * script that does nothing but publish until a raw listener hears it; on one Redis, in turns.
 */
final class EvictLag implements Figure {

    @Override
    public String name() {
        return "evict-lag";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("evict-lag-p50", "ratio", "1.50"), Target.atMost("evict-lag-p99", "ratio", "1.50"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache evicting = Ledger.instance().redis(factory).build();
                    NexusCache hearing = Ledger.instance().redis(factory).build();
                    RawRedis raw = RawRedis.on(redis)) {
                BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
                hearing.evictor().addListener(eviction -> heard.add(new Heard(System.nanoTime(), eviction.stamps())));
                RawBus bus = new RawBus(raw);
                Turns turns = Turns.ofTimed(
                        effort.of(10_000, 6_000), effort.of(20_000, 6_000), () -> lag(evicting, heard), bus::lag);
                System.err.printf(
                        "%s: p50 %.1f µs and p99 %.1f, raw %.1f and %.1f%n",
                        name(),
                        turns.micros(0),
                        turns.of(0).percentile(99) / 1e3,
                        turns.micros(1),
                        turns.of(1).percentile(99) / 1e3);
                return List.of(turns.ratios(0, 1), turns.ratios(0, 1, 99));
            } finally {
                factory.destroy();
            }
        }
    }

    private static long lag(NexusCache evicting, BlockingQueue<Heard> heard) {
        long begin = System.nanoTime();
        EvictionReceipt receipt = evicting.evictor().evictTenant(Ledger.TENANT);
        return timeOf(receipt, heard) - begin;
    }

    // Instances tell each other of the server's start too, so not every message is the one that is waited for.
    private static long timeOf(EvictionReceipt receipt, BlockingQueue<Heard> heard) {
        Heard next;
        do {
            next = Polling.next(heard, "eviction " + receipt);
        } while (!next.stamps.equals(receipt.stamps()));
        return next.time;
    }

    /** What an instance has applied, and when, in nanoseconds. */
    private record Heard(long time, List<EvictionReceipt.ScopeStamp> stamps) {}
}
