package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.EvictionListener;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.fixture.RedisServer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The time from the call of an eviction on one instance until another instance has applied it, over one Redis. */
final class EvictLag implements Figure {

    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "evict-lag";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.below("evict-lag-p50", "ms", "5"), Target.below("evict-lag-p99", "ms", "20"));
    }

    @Override
    public List<Double> measure(Effort effort) throws InterruptedException {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache evicting = Ledger.instance().redis(factory).build();
                    NexusCache hearing = Ledger.instance().redis(factory).build()) {
                Samples times = lags(evicting, hearing, effort);
                return List.of(times.percentile(50) / NANOS_PER_MILLI, times.percentile(99) / NANOS_PER_MILLI);
            } finally {
                factory.destroy();
            }
        }
    }

    private static Samples lags(NexusCache evicting, NexusCache hearing, Effort effort) throws InterruptedException {
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        EvictionListener listener = eviction -> heard.add(new Heard(System.nanoTime(), eviction.stamps()));
        hearing.evictor().addListener(listener);
        lags(evicting, heard, new Samples(effort.of(10_000, 3_000)));
        Samples measured = new Samples(effort.of(20_000, 6_000));
        lags(evicting, heard, measured);
        return measured;
    }

    private static void lags(NexusCache evicting, BlockingQueue<Heard> heard, Samples times)
            throws InterruptedException {
        while (!times.full()) {
            long begin = System.nanoTime();
            EvictionReceipt receipt = evicting.evictor().evictTenant(Ledger.TENANT);
            times.add(timeOf(receipt, heard) - begin);
        }
    }

    // Instances tell each other of the server's start too, so not every message is the one that is waited for.
    private static long timeOf(EvictionReceipt receipt, BlockingQueue<Heard> heard) throws InterruptedException {
        Heard next;
        do {
            next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("The other instance never heard of the eviction " + receipt);
            }
        } while (!next.stamps.equals(receipt.stamps()));
        return next.time;
    }

    /** What an instance has applied, and when, in nanoseconds. */
    private record Heard(long time, List<EvictionReceipt.ScopeStamp> stamps) {}
}
