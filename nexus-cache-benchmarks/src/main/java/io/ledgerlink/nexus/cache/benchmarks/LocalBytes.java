package io.ledgerlink.nexus.cache.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The bytes that an entry of the local tier takes on the heap beyond its key and value, less what an entry of a Caffeine of
 * one's own takes beyond its own; every entry is of another query, which is the worst case.
 *
 * <p>A JVM of its own fills both and compares its used heap after collections. Keys and values are made alone to know
 * their share; all entries have one value. What ten pages of each query take is told besides.
 */
final class LocalBytes implements Figure {

    @Override
    public String name() {
        return "local-bytes";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "B", "220").floor("0").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) throws InterruptedException {
        int entries = effort.of(100_000, 10_000);
        double worst = bytes(entries, 1);
        bytes(entries, 10);
        if (effort == Effort.FULL) {
            million();
        }
        return Measured.each(worst);
    }

    private void million() throws InterruptedException {
        List<String> printed = Child.run(List.of("-Xmx2g", "-XX:+UseG1GC", "-Xlog:gc:stdout"), MillionEntries.class);
        List<Double> pauses = printed.stream()
                .filter(line -> line.contains("Pause") && !line.contains("Full") && line.endsWith("ms"))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1, line.length() - 2)))
                .sorted()
                .toList();
        System.err.printf(
                Locale.ROOT,
                "%s: a million entries and queries take %s MB; %d pauses of G1 while they come and are replaced, median %.1f"
                        + " ms, longest %.1f ms%n",
                name(),
                printed.get(printed.size() - 1),
                pauses.size(),
                pauses.get(pauses.size() / 2),
                pauses.get(pauses.size() - 1));
    }

    private double bytes(int entries, int pages) throws InterruptedException {
        List<String> printed = Child.run(
                List.of(
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:SoftRefLRUPolicyMSPerMB=0",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                HeapOfEntries.class,
                Integer.toString(entries),
                Integer.toString(pages));
        HeapOfEntries.Bytes bytes = HeapOfEntries.Bytes.parse(printed.get(printed.size() - 1));
        System.err.printf(
                Locale.ROOT,
                "%s: %d of %d entries are pages of one query: %.1f B with a key of %.1f B; raw Caffeine %.1f B with a key of"
                        + " %.1f B%n",
                name(),
                pages,
                entries,
                bytes.entry(),
                bytes.key(),
                bytes.rawEntry(),
                bytes.rawKey());
        return bytes.entry() - bytes.key() - (bytes.rawEntry() - bytes.rawKey());
    }
}
