package io.ledgerlink.nexus.cache.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Fills local tiers in a JVM of its own, and prints what an entry takes on the heap. */
final class HeapOfEntries {

    private static final QueryShape SHAPE = QueryShape.of(Ledger.CACHE, "entries", "accountId");
    private static final UUID TENANT = new UUID(1, 2);
    private static final String VALUE = "value";
    private static final int PER_PAGE = 50;
    private static final int COLLECTIONS = 6;
    private static final int NOISE = 4_096;

    private final UUID[] accounts;
    private final int pages;
    private final Object[] kept;

    private HeapOfEntries(int entries, int pages) {
        this.pages = pages;
        this.accounts = new UUID[entries / pages];
        Arrays.setAll(accounts, i -> new UUID(0xACC, i));
        this.kept = new Object[entries];
    }

    /** Arguments: how many entries, and how many of them are pages of one query. */
    public static void main(String[] arguments) {
        HeapOfEntries heap = new HeapOfEntries(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println(heap.measure().text());
    }

    private Bytes measure() {
        double rawKey = bytesOf(i -> rawKey(TENANT, i));
        double rawEntry = rawEntry();
        double key = bytesOf(i -> SHAPE.key(TENANT, page(i), account(i)));
        try (RedisServer redis = RedisServer.start()) {
            return new Bytes(entry(redis), key, rawEntry, rawKey);
        }
    }

    /** The second time, when all that is made once has been made. */
    private double bytesOf(IntFunction<Object> keys) {
        Arrays.setAll(kept, keys);
        Arrays.fill(kept, null);
        long before = used();
        Arrays.setAll(kept, keys);
        return perEntry(before);
    }

    private double rawEntry() {
        Arrays.fill(kept, null);
        Cache<RawKey, String> cache =
                Caffeine.newBuilder().maximumSize(kept.length * 8L).build();
        fill(cache, new UUID(1, 1));
        long before = used();
        fill(cache, TENANT);
        double bytes = perEntry(before);
        check(cache.estimatedSize() - kept.length);
        return bytes;
    }

    private double entry(RedisServer redis) {
        Arrays.fill(kept, null);
        LettuceConnectionFactory factory = redis.connectionFactory();
        try (NexusCache cache = Ledger.instance()
                .redis(factory)
                .defaults(CachePolicy.defaults()
                        .withTtl(Duration.ofHours(10))
                        .withRemote(false)
                        .withLocal(Local.references(kept.length * 8L)))
                .build()) {
            QueryHandle<String> handle =
                    cache.<String>query(SHAPE, String.class).loader((tenant, page, args) -> VALUE);
            // What is made once is made by as many entries before.
            fill(handle, new UUID(1, 1));
            long before = used();
            fill(handle, TENANT);
            double bytes = perEntry(before);
            check(cache.statistics(Ledger.CACHE).localEntries() - kept.length);
            return bytes;
        } finally {
            factory.destroy();
        }
    }

    private void fill(Cache<RawKey, String> cache, UUID tenant) {
        for (int i = 0; i < kept.length; i++) {
            cache.put(rawKey(tenant, i), VALUE);
        }
    }

    private void fill(QueryHandle<String> handle, UUID tenant) {
        for (int i = 0; i < kept.length; i++) {
            handle.getPage(tenant, page(i), account(i));
        }
    }

    private void check(long size) {
        if (size != kept.length) {
            throw new IllegalStateException(size + " entries are kept instead of " + kept.length);
        }
    }

    private RawKey rawKey(UUID tenant, int entry) {
        return new RawKey(tenant, account(entry), entry % pages, PER_PAGE);
    }

    private Pagination page(int entry) {
        return Pagination.of(1 + entry % pages, PER_PAGE);
    }

    private UUID account(int entry) {
        return accounts[entry / pages];
    }

    private double perEntry(long before) {
        return (double) (used() - before) / kept.length;
    }

    /** What is reachable; collected again while that gives anything back, for much is given back by threads of the JVM. */
    private static long used() {
        long used = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < COLLECTIONS; unchanged++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now < used - NOISE) {
                unchanged = 0;
            }
            used = Math.min(used, now);
        }
        return used;
    }

    /** What one would write by hand for the same query. */
    private record RawKey(UUID tenant, UUID account, int page, int perPage) {}

    /** Bytes of an entry with its key, and of the key alone: here, and with a Caffeine of one's own. */
    record Bytes(double entry, double key, double rawEntry, double rawKey) {

        static Bytes parse(String line) {
            double[] numbers = Arrays.stream(line.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return new Bytes(numbers[0], numbers[1], numbers[2], numbers[3]);
        }

        String text() {
            return entry + " " + key + " " + rawEntry + " " + rawKey;
        }
    }
}
