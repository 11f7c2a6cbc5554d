package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What an instance's caches have counted, by their names. */
record CacheFigures(Map<String, CacheStatistics> caches) {

    private static final CacheStatistics NONE =
            new CacheStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What can answer a call, as it is told to people. */
    private static final Map<String, ToLongFunction<CacheStatistics>> ANSWERS = Map.of(
            "a local hit", CacheStatistics::localHits,
            "a remote hit", CacheStatistics::remoteHits,
            "a stale entry", CacheStatistics::staleHits,
            "a miss", CacheStatistics::misses,
            "a bypass", CacheStatistics::bypasses);

    static CacheFigures of(NexusCache cache) {
        return new CacheFigures(cache.cacheNames().stream()
                .collect(Collectors.toMap(Function.identity(), cache::statistics, (a, b) -> a, TreeMap::new)));
    }

    CacheStatistics of(String cache) {
        return caches.getOrDefault(cache, NONE);
    }

    long sum(ToLongFunction<CacheStatistics> figure) {
        return caches.values().stream().mapToLong(figure).sum();
    }

    /** By how much a figure has grown since then, over all caches. */
    long since(CacheFigures earlier, ToLongFunction<CacheStatistics> figure) {
        return sum(figure) - earlier.sum(figure);
    }

    /** What has answered since then, and what was remarkable about it. */
    String story(CacheFigures earlier) {
        List<String> lines = new ArrayList<>();
        caches.forEach((cache, now) -> {
            CacheStatistics before = earlier.of(cache);
            new TreeMap<>(ANSWERS).forEach((answer, figure) -> {
                long count = figure.applyAsLong(now) - figure.applyAsLong(before);
                if (count > 0) {
                    lines.add("cache '" + cache + "': " + answer + (count > 1 ? ", " + count + " times" : ""));
                }
            });
            remark(lines, now.transactionalLoads() - before.transactionalLoads(), cache, Remark.TRANSACTION);
            remark(lines, now.unencodable() - before.unencodable(), cache, Remark.UNENCODABLE);
            remark(lines, now.unreadable() - before.unreadable(), cache, Remark.UNREADABLE);
            remark(lines, now.laggingLoads() - before.laggingLoads(), cache, Remark.LAGGING);
            remark(lines, now.remoteFailures() - before.remoteFailures(), cache, Remark.FAILED);
            remark(lines, now.loadFailures() - before.loadFailures(), cache, Remark.SOURCE);
        });
        return lines.isEmpty()
                ? "no cache was asked. Is the method annotated and public, is the object a Spring bean that another bean"
                        + " calls, and is nexus.cache.enabled true?"
                : String.join("\n  ", lines);
    }

    private static void remark(List<String> lines, long count, String cache, Remark remark) {
        if (count > 0) {
            lines.add("cache '" + cache + "': " + remark.text);
        }
    }

    private enum Remark {
        TRANSACTION(
                "the result was not kept, because a transaction that writes was open around the call. A test that is"
                        + " @Transactional itself, as @DataJpaTest is, opens one: annotate the test with"
                        + " @Transactional(propagation = Propagation.NOT_SUPPORTED)"),
        UNENCODABLE("the result could not be encoded, so it is not in the remote tier"),
        UNREADABLE("the remote tier held an entry that could not be read as this type"),
        LAGGING("the result was not kept, because source-lag has not passed since the eviction"),
        FAILED("the remote tier did not answer"),
        SOURCE("the source failed");

        private final String text;

        Remark(String text) {
            this.text = text;
        }
    }
}
