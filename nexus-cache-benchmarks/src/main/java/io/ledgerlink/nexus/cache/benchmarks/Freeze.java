package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What a Redis that is frozen (stopped by a signal, its connections open) costs the callers.
 *
 * <p>{@code freeze-warm} is the time of a local hit while Redis is frozen over that of one before and after: 99 of 100 hits. The freeze
 * begins unannounced and the hits go on through the moment in which it is noticed, until its end. {@code freeze-cold} is what
 * a call for an unknown key takes beyond its source once the breaker is open, {@code freeze-cold-first} the longest that any
 * call took before: the source is a value at hand, so a call's time is what it takes beyond it. Settings are the defaults.
 */
final class Freeze implements Figure {

    private static final QueryShape SHAPE = QueryShape.of(Ledger.CACHE, "entries", "accountId");
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    /** Single hits, the clock's own time included: where other processes interrupt, they interrupt few of them. */
    private static final int SAMPLES = 200_000;

    private static final int COLD_CALLS = 5_000;

    @Override
    public String name() {
        return "freeze";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("freeze-warm", "ratio", "1.50"),
                Target.below("freeze-cold", "ms", "1"),
                Target.atMost("freeze-cold-first", "ms", "275").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            try (NexusCache cache =
                    Ledger.instance().remoteTimeout(TIMEOUT).redis(factory).build()) {
                return measure(redis, new Calls(cache), Duration.ofMillis(effort.of(10_000, 2_500)));
            } finally {
                factory.destroy();
            }
        }
    }

    private List<Measured> measure(RedisServer redis, Calls calls, Duration frozen) {
        calls.warm(Duration.ofSeconds(1));
        double before = calls.warm(frozen).percentile(99);
        redis.freeze();
        Samples warm;
        Cold cold;
        try {
            warm = calls.warm(frozen);
        } finally {
            redis.thaw();
        }
        calls.awaitRecovery();
        double thawed = (before + calls.warm(frozen).percentile(99)) / 2;
        redis.freeze();
        try {
            cold = calls.cold();
        } finally {
            redis.thaw();
        }
        calls.awaitRecovery();
        System.err.printf(
                "%s: warm p99 %.0f ns and %.0f µs for the slowest, %.0f ns before and after; cold median %.3f ms and p99 %.3f with the breaker open, %d calls before"
                        + " it opened, of which the longest took %.1f ms%n",
                name(),
                warm.percentile(99),
                warm.percentile(100) / 1e3,
                thawed,
                cold.after.median() / 1e6,
                cold.after.percentile(99) / 1e6,
                cold.before,
                cold.longestBefore / 1e6);
        return Measured.each(warm.percentile(99) / thawed, cold.after.percentile(99) / 1e6, cold.longestBefore / 1e6);
    }

    /** Times of calls for unknown keys, with the breaker open, and how many there were and the longest before that. */
    private record Cold(int before, long longestBefore, Samples after) {}

    /** An instance and what is asked of it. */
    private static final class Calls {

        private final NexusCache cache;
        private final QueryHandle<Page<LedgerEntry>> handle;
        private int next;

        private Calls(NexusCache cache) {
            this.cache = cache;
            this.handle = cache.<Page<LedgerEntry>>query(SHAPE, RemoteLedger.TYPE)
                    .loader((tenant, page, arguments) -> RemoteLedger.VALUE);
        }

        /** Asks for one key again and again for so long; the samples are spread over the whole time. */
        private Samples warm(Duration duration) {
            ask(0);
            Samples samples = new Samples(SAMPLES);
            long began = System.nanoTime();
            for (int sample = 0; sample < SAMPLES; sample++) {
                long begin = System.nanoTime();
                ask(0);
                samples.add(System.nanoTime() - begin);
                awaitPart(began, duration.toNanos() * (sample + 1) / SAMPLES);
            }
            return samples;
        }

        /** Goes on asking, so that what comes next is as warm as what was before. */
        private void awaitPart(long began, long part) {
            while (System.nanoTime() - began < part) {
                ask(0);
            }
        }

        private Cold cold() {
            int before = 0;
            long longest = 0;
            while (!cache.busStatistics().breakerOpen()) {
                longest = Math.max(longest, timeOfMiss());
                before++;
            }
            for (int call = 0; call < COLD_CALLS; call++) {
                timeOfMiss();
            }
            Samples after = new Samples(COLD_CALLS);
            for (int call = 0; call < COLD_CALLS; call++) {
                after.add(timeOfMiss());
            }
            if (!cache.busStatistics().breakerOpen()) {
                throw new IllegalStateException("The breaker was closed while Redis was frozen");
            }
            return new Cold(before, longest, after);
        }

        private long timeOfMiss() {
            long begin = System.nanoTime();
            CachedResult<Page<LedgerEntry>> result =
                    handle.fetch(FetchOptions.cached(), Ledger.TENANT, null, RemoteLedger.account(++next));
            long time = System.nanoTime() - begin;
            if (result.status() != CacheStatus.MISS) {
                throw new IllegalStateException("A call was no miss, so its time means nothing: " + result.status());
            }
            return time;
        }

        private void ask(int account) {
            if (handle.get(Ledger.TENANT, RemoteLedger.account(account)) == null) {
                throw new IllegalStateException("The ledger had no page");
            }
        }

        private void awaitRecovery() {
            Await.until("Redis is found again", () -> cache.busStatistics().connected());
        }
    }
}
