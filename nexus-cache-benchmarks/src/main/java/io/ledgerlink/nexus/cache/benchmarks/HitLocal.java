package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;

/**
 * A local hit through {@code @CachedQuery}, over the least that it could cost: an empty interceptor around the method, and
 * Caffeine asked with a freshly built record key.
 *
 * <p>The two are measured apart and added. With it go the bytes, the same at two threads, how often it fits into one of
 * Spring's {@code @Cacheable} over Caffeine, and a prepared handle over Caffeine alone.
 */
final class HitLocal implements Figure {

    private static final String INTERCEPTOR = "interceptor";
    private static final String CAFFEINE = "caffeine";
    private static final String CACHEABLE = "cacheable";
    private static final String CACHED_QUERY = "cachedQuery";
    private static final String HANDLE = "handle";

    @Override
    public String name() {
        return "hit-local";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("hit-local", "ratio", "1.25").floor("1"),
                Target.atMost("hit-local-bytes", "B/op", "160").floor("0").counted(),
                Target.atLeast("hit-local-vs-spring", "ratio", "5"),
                Target.atMost("hit-local-api", "ratio", "1.30").floor("1"),
                Target.atMost("hit-local-2", "ratio", "1.25").floor("1"));
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        Micro one = Micro.run(
                effort, 1, QueryMethodBenchmark.class, INTERCEPTOR, CAFFEINE, CACHEABLE, CACHED_QUERY, HANDLE);
        Micro two = Micro.run(effort, 2, QueryMethodBenchmark.class, INTERCEPTOR, CAFFEINE, CACHED_QUERY);
        one.print(name(), System.err);
        two.print(name() + "-2", System.err);
        return List.of(
                one.each(HitLocal::overFloor),
                Measured.each(one.bytes(CACHED_QUERY)).get(0),
                one.each(turn -> turn.time(CACHEABLE) / turn.time(CACHED_QUERY)),
                one.each(turn -> turn.time(HANDLE) / turn.time(CAFFEINE)),
                two.each(HitLocal::overFloor));
    }

    private static double overFloor(Micro.Turn turn) {
        return turn.time(CACHED_QUERY) / (turn.time(INTERCEPTOR) + turn.time(CAFFEINE));
    }
}
