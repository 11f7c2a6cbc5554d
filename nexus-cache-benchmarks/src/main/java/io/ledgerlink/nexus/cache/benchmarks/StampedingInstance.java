package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Coalesce;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process of its own with 64 threads that all want the same.
 *
 * <p>It answers each line of its input by one of its output, see {@link Stampede}, and ends with its input.
 */
public final class StampedingInstance {

    static final int THREADS = 64;

    /** What a thread of a hot key rests between two calls: threads that never rest would measure who gets a processor. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final NexusCache cache;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger loads = new AtomicInteger();

    private StampedingInstance(NexusCache cache) {
        this.cache = cache;
    }

    /** Plays an instance on a Redis. */
    public static void main(String[] args) throws Exception {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(args[0])));
        factory.afterPropertiesSet();
        factory.start();
        CachePolicy hot =
                Ledger.policy().withTtl(Duration.ofSeconds(1)).withJitter(0).withCoalesce(Coalesce.FLEET);
        StampedingInstance instance = new StampedingInstance(Ledger.instance()
                .redis(factory)
                .cache("instance", Ledger.policy())
                .cache("fleet", Ledger.policy().withCoalesce(Coalesce.FLEET))
                .cache("hot", hot)
                .cache("hot-early", hot.withEarlyRefresh(EarlyRefresh.after(80)))
                .build());
        instance.answerLines();
        System.exit(0);
    }

    private void answerLines() throws IOException, InterruptedException {
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split(" ", -1);
            int loadsBefore = loads.get();
            long[] calls = words[0].equals("cold")
                    ? cold(words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]))
                    : hot(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            System.out.println((loads.get() - loadsBefore) + " " + calls[0] + " " + calls[1]);
        }
    }

    private QueryHandle<String> query(String name, String of, int sourceMillis) {
        return cache.<String>query(QueryShape.of(name, of, "account"), String.class)
                .loader((tenant, page, arguments) -> {
                    loads.incrementAndGet();
                    Thread.sleep(sourceMillis);
                    return "value";
                });
    }

    /** Every thread asks for every key, each beginning at another one. */
    private long[] cold(String name, String of, int keys, int sourceMillis) throws InterruptedException {
        QueryHandle<String> query = query(name, of, sourceMillis);
        run(thread -> {
            for (int number = 0; number < keys; number++) {
                query.get(Ledger.TENANT, (thread * keys / THREADS + number) % keys);
            }
        });
        return new long[] {(long) THREADS * keys, 0};
    }

    /** Every thread asks for one key again and again; counts the calls, and those that the local tier did not answer. */
    private long[] hot(String name, int millis, int sourceMillis) throws InterruptedException {
        QueryHandle<String> query = query(name, "hot", sourceMillis);
        LongAdder calls = new LongAdder();
        LongAdder waited = new LongAdder();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        run(thread -> {
            while (System.nanoTime() - end < 0) {
                CachedResult<String> result = query.fetch(FetchOptions.cached(), Ledger.TENANT, null, 0);
                calls.increment();
                if (result.status() != CacheStatus.HIT_LOCAL) {
                    waited.increment();
                }
                LockSupport.parkNanos(PAUSE);
            }
        });
        return new long[] {calls.sum(), waited.sum()};
    }

    private void run(Work work) throws InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            running.add(threads.submit(() -> work.run(thread)));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A call failed", e.getCause());
            }
        }
    }

    private interface Work {

        void run(int thread);
    }
}
