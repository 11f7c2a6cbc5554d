package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * The time of a remote hit, stamps included, over that of a raw {@code GET} of the very same entry and the decoding of its
 * JSON by the very same codec.
 *
 * <p>Both sides have one connection of Lettuce's, which their threads share. Each thread asks for keys of its own, so that
 * no call is answered by another's load. With several threads a sample is the time until all have made a number of calls.
 */
final class HitRemote implements Figure {

    private static final int KEYS_PER_THREAD = 16;
    private static final int THREADS = 8;
    private static final int CALLS_OF_ALL = THREADS * Crowd.CALLS;

    @Override
    public String name() {
        return "hit-remote";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("hit-remote-1", "ratio", "1.10").floor("0.95"),
                Target.atMost("hit-remote-8", "ratio", "1.10"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RemoteLedger ledger = RemoteLedger.withoutLocalTier();
                Crowd crowd = new Crowd(THREADS)) {
            ledger.fill(THREADS * KEYS_PER_THREAD);
            Ways ways = new Ways(ledger);
            Turns together = Turns.of(
                    effort.of(200, 40), effort.of(200, 20), together(crowd, new IntConsumer[] {ways::hit, ways::get}));
            Turns alone = Turns.of(
                    effort.of(5_000, 500), effort.of(40_000, 6_000), alone(new IntConsumer[] {ways::hit, ways::get}));
            ways.refuseAllButRemoteHits();
            Turns others = Turns.of(effort.of(5_000, 500), effort.of(10_000, 1_500), alone(new IntConsumer[] {
                ways::get, ways::mget, ways::bytes
            }));
            System.err.printf(
                    "%s: median %.1f µs, GET and decode %.1f; at %d threads %.1f and %.1f; without hits between them"
                            + " GET and decode %.1f, MGET of entry and stamps and decode %.1f, GET alone %.1f%n",
                    name(),
                    alone.micros(0),
                    alone.micros(1),
                    THREADS,
                    together.micros(0) / CALLS_OF_ALL,
                    together.micros(1) / CALLS_OF_ALL,
                    others.micros(0),
                    others.micros(1),
                    others.micros(2));
            CodecTimes.measure(effort).forEach(line -> System.err.println(name() + ": " + line));
            return List.of(alone.ratios(0, 1), together.ratios(0, 1));
        }
    }

    private static Runnable[] alone(IntConsumer[] ways) {
        int[] next = {0};
        return Stream.of(ways)
                .<Runnable>map(way -> () -> way.accept(next[0]++ % KEYS_PER_THREAD))
                .toArray(Runnable[]::new);
    }

    private static Runnable[] together(Crowd crowd, IntConsumer[] ways) {
        return Stream.of(ways)
                .<Runnable>map(way -> () ->
                        crowd.run((thread, call) -> way.accept(thread * KEYS_PER_THREAD + call % KEYS_PER_THREAD)))
                .toArray(Runnable[]::new);
    }

    /** The ways to a page, by the number of its key. */
    static final class Ways {

        private final RemoteLedger ledger;
        private final JsonCodec codec = JsonCodec.standard();
        private final byte[][] entries;
        private final List<byte[][]> withStamps = new ArrayList<>();

        Ways(RemoteLedger ledger) {
            this.ledger = ledger;
            this.entries = ledger.entryKeys();
            byte[][] stamps = ledger.stampKeysOfOne();
            for (byte[] entry : entries) {
                withStamps.add(new byte[][] {entry, stamps[0], stamps[1], stamps[2]});
            }
        }

        void hit(int key) {
            Objects.requireNonNull(ledger.get(key));
        }

        Object get(int key) {
            return decode(ledger.raw().commands().get(entries[key]));
        }

        Object mget(int key) {
            List<KeyValue<byte[], byte[]>> values = ledger.raw().commands().mget(withStamps.get(key));
            return decode(values.get(0).getValue());
        }

        void bytes(int key) {
            Objects.requireNonNull(ledger.raw().commands().get(entries[key]));
        }

        private Object decode(byte[] entry) {
            return codec.decode(entry, EnvelopeLayout.HEADER, entry.length - EnvelopeLayout.HEADER, RemoteLedger.TYPE);
        }

        /** A load or a local hit takes another time than a remote hit does. */
        void refuseAllButRemoteHits() {
            CacheStatistics counted = ledger.statistics();
            if (counted.loads() != entries.length || counted.localHits() != 0 || counted.remoteHits() == 0) {
                throw new IllegalStateException("Not all calls were remote hits: " + counted.loads() + " loads of "
                        + entries.length + " keys, " + counted.localHits() + " local hits, "
                        + counted.remoteHits() + " remote ones");
            }
        }
    }
}
