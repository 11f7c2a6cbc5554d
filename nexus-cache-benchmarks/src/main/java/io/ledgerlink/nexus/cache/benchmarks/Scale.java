package io.ledgerlink.nexus.cache.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The command {@code scale}: measures what one eviction and one message cost, and works out what many cost.
 *
 * <p>The same evictions are made twice, heard by one instance and by several. What the second takes more, divided by the
 * messages that it delivers more, is what one message costs: on Redis, on the wire and on the instance that hears it.
 */
final class Scale {

    private static final int FEW = 1;
    private static final int MANY = 9;
    private static final int[] INSTANCES = {3, 10, 30, 100, 300};
    private static final int[] EVICTIONS = {10, 100, 1_000, 10_000};

    /** How many instances beat at every beat; with more each beats at every other one, as the default timeout of the bus allows. */
    private static final int BEATING = 10;

    private static final double MICROS_PER_SECOND = 1e6;

    private final Effort effort;
    private final PrintStream out;

    Scale(Effort effort, PrintStream out) {
        this.effort = effort;
        this.out = out;
    }

    void run() throws InterruptedException {
        Run few = run(FEW);
        Run many = run(MANY);
        Costs costs = Costs.between(few, many);
        print("one eviction in Redis, heard by nobody: %.1f µs%n", costs.evictMicros);
        print("one message more in Redis: %.2f µs, on the wire: %.0f B%n", costs.sendMicros, costs.wireBytes);
        print("one message on the instance that hears it: %.1f µs of CPU%n", costs.hearMicros);
        print("one stamp in Redis: %d B%n", few.stampBytes);
        entry();
        print("| instances | evictions/s | messages/s | of them beats | MB/s from Redis | Redis | each instance |%n");
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |%n");
        for (int instances : INSTANCES) {
            for (int evictions : EVICTIONS) {
                row(costs, instances, evictions);
            }
        }
    }

    /** What an entry takes in Redis, against the same JSON under the same key. */
    private void entry() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            String value = "x".repeat(10_000);
            try (NexusCache cache = Ledger.instance().redis(factory).build()) {
                CacheKey key = CacheKey.builder(Ledger.CACHE)
                        .tenant(Ledger.TENANT)
                        .query("entries")
                        .part("accountId", new UUID(3, 4))
                        .build();
                cache.put(key, String.class, value);
            }
            factory.destroy();
            String entry = redis.cli("EVAL", "return redis.call('KEYS', '*:v1:*')[1]", "0");
            String plain = entry + "+";
            redis.cli("SET", plain, '"' + value + '"', "EX", "36000");
            print(
                    "one entry of %d B of JSON in Redis: %s B, as a plain SET %s B; the entry's own length %s B%n%n",
                    value.length() + 2,
                    redis.cli("MEMORY", "USAGE", entry),
                    redis.cli("MEMORY", "USAGE", plain),
                    redis.cli("STRLEN", entry));
        }
    }

    private void row(Costs costs, int instances, int evictions) {
        double beats = instances > BEATING ? instances / 2.0 : instances;
        double messages = (evictions + beats) * instances;
        double redis = evictions * costs.evictMicros + messages * costs.sendMicros;
        double instance = (evictions + beats) * costs.hearMicros;
        print(
                "| %d | %,d | %,.0f | %.0f %% | %.1f | %.1f %% | %.1f %% |%n",
                instances,
                evictions,
                messages,
                100 * beats / (evictions + beats),
                messages * costs.wireBytes / 1e6,
                100 * redis / MICROS_PER_SECOND,
                100 * instance / MICROS_PER_SECOND);
    }

    private void print(String format, Object... arguments) {
        out.printf(Locale.ROOT, format, arguments);
    }

    private Run run(int instances) throws InterruptedException {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory factory = redis.connectionFactory();
            List<NexusCache> caches = new ArrayList<>();
            try {
                for (int i = 0; i < instances; i++) {
                    caches.add(Ledger.instance().redis(factory).build());
                }
                evict(caches, effort.of(10_000, 2_000));
                return evict(redis, caches);
            } finally {
                caches.forEach(NexusCache::close);
                factory.destroy();
            }
        }
    }

    private Run evict(RedisServer redis, List<NexusCache> caches) throws InterruptedException {
        int evictions = effort.of(30_000, 4_000);
        redis.cli("CONFIG", "RESETSTAT");
        long cpu = cpu();
        evict(caches, evictions);
        long used = cpu() - cpu;
        String stats = redis.cli("INFO", "commandstats");
        double script = number(stats, "cmdstat_evalsha:.*?usec_per_call=([0-9.]+)");
        double sent = number(redis.cli("INFO", "stats"), "total_net_output_bytes:([0-9]+)");
        String stamp = redis.cli("EVAL", "return redis.call('KEYS', '*!tag*')[1]", "0");
        long stampBytes = Long.parseLong(redis.cli("MEMORY", "USAGE", stamp));
        return new Run(caches.size(), script, sent / evictions, used / 1e3 / evictions, stampBytes);
    }

    /** Evicts tags one after the other, and returns when every instance has heard of all. */
    private static void evict(List<NexusCache> caches, int evictions) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(evictions * (caches.size() - 1));
        caches.stream().skip(1).forEach(cache -> cache.evictor().addListener(eviction -> heard.countDown()));
        String tenant = UUID.randomUUID().toString();
        for (int i = 0; i < evictions; i++) {
            caches.get(0).evictor().evictTag(tenant, "account:" + new UUID(0xACC, i % 1_000));
        }
        if (!heard.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(heard.getCount() + " evictions were not heard of");
        }
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Redis says nothing of " + pattern + ": " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** What one eviction took: in the script, on the wire, and in this process, which is all instances. */
    private record Run(int instances, double scriptMicros, double sentBytes, double cpuMicros, long stampBytes) {}

    private record Costs(double evictMicros, double sendMicros, double wireBytes, double hearMicros) {

        static Costs between(Run few, Run many) {
            double more = many.instances - few.instances;
            double send = (many.scriptMicros - few.scriptMicros) / more;
            return new Costs(
                    few.scriptMicros - few.instances * send,
                    send,
                    (many.sentBytes - few.sentBytes) / more,
                    (many.cpuMicros - few.cpuMicros) / more);
        }
    }
}
