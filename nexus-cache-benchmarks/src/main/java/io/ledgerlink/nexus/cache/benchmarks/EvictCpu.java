package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.benchmarks.ListenerProcess.Reading;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The share of one processor that an instance spends on hearing 10,000 evictions per second of tenants that it holds
 * entries of.
 *
 * <p>Both an instance and a raw listener, in processes of their own, hear the same messages at the same time; their
 * processor time for a message is what is measured, so a publisher that does not keep the pace does not better it.
 */
final class EvictCpu implements Figure {

    private static final int WINDOWS = 5;
    private static final int PER_SECOND = 10_000;
    private static final long NANOS_PER_EVICTION = 1_000_000_000 / PER_SECOND;
    private static final int THREADS = 4;

    @Override
    public String name() {
        return "evict-cpu";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "%", "25"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache evicting = Ledger.instance().redis(factory).build();
                    ListenerProcess instance = ListenerProcess.start("cache", redis.uri());
                    ListenerProcess raw = ListenerProcess.start("raw", redis.uri());
                    Crowd crowd = new Crowd(THREADS)) {
                evict(evicting, crowd, effort.of(5, 2) * PER_SECOND, instance, raw);
                List<Double> windows = new ArrayList<>();
                for (int window = 0; window < WINDOWS; window++) {
                    windows.add(window(evicting, crowd, effort.of(4, 1) * PER_SECOND, instance, raw));
                }
                return List.of(new Measured(windows));
            } finally {
                factory.destroy();
            }
        }
    }

    /** The share of a processor that evictions cost for a while, in percent. */
    private double window(NexusCache evicting, Crowd crowd, int about, ListenerProcess instance, ListenerProcess raw) {
        Reading instanceBefore = instance.read();
        Reading rawBefore = raw.read();
        long began = System.nanoTime();
        long evictions = evict(evicting, crowd, about, instance, raw);
        double seconds = (System.nanoTime() - began) / 1e9;
        double micros = instance.read().microsPerMessageSince(instanceBefore);
        System.err.printf(
                "%s: %.1f µs of a processor for a message, a raw listener %.1f; %,.0f evictions/s%n",
                name(), micros, raw.read().microsPerMessageSince(rawBefore), evictions / seconds);
        return micros * PER_SECOND / 1e6 * 100;
    }

    /** Evicts about so often, at that pace at most, and waits until all is heard; gives how often it was. */
    static long evict(NexusCache evicting, Crowd crowd, int about, ListenerProcess instance, ListenerProcess raw) {
        long instanceBefore = instance.read().heard();
        long rawBefore = raw.read().heard();
        long begin = System.nanoTime();
        long sent = 0;
        while (sent < about) {
            sent += crowd.run((thread, call) ->
                    evicting.evictor().evictTenant(Listener.tenant((thread * Crowd.CALLS + call) % Listener.TENANTS)));
            LockSupport.parkNanos(begin + sent * NANOS_PER_EVICTION - System.nanoTime());
        }
        long all = sent;
        Await.until("the instance has heard all", () -> instance.read().heard() >= instanceBefore + all);
        // Signs of life come over the same channel, so this one hears more.
        Await.until("the raw listener has heard all", () -> raw.read().heard() >= rawBefore + all);
        return sent;
    }
}
