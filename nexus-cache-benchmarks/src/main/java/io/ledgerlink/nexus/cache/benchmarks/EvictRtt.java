package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The time of evicting a tenant, over that of a bare {@code EVALSHA}: a script as long as the eviction's, which does
 * nothing, called with as many and as long arguments on the same server.
 */
final class EvictRtt implements Figure {

    /** About as many bytes as the eviction's script has. */
    private static final int SCRIPT_LENGTH = 3_200;

    private static final byte[] KEY =
            (Ledger.APPLICATION + ":{" + Ledger.TENANT + "}:!raw").getBytes(StandardCharsets.UTF_8);

    private static final byte[] CHANNEL = (Ledger.APPLICATION + ":!raw").getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEAD = "nexus1 0123456789abcdef 12345 evict".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NUMBER = "1790000000000000".getBytes(StandardCharsets.UTF_8);

    @Override
    public String name() {
        return "evict-rtt";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.atMost(name(), "ratio", "1.50").floor("0.95"));
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RemoteLedger ledger = RemoteLedger.with(policy -> policy)) {
            String digest = ledger.raw()
                    .commands()
                    .scriptLoad("-- " + "x".repeat(SCRIPT_LENGTH) + "\nreturn {0, ARGV[3], ARGV[3]}");
            Turns turns = Turns.of(
                    effort.of(20_000, 10_000),
                    effort.of(40_000, 10_000),
                    () -> evict(ledger),
                    () -> bare(ledger, digest));
            System.err.printf("%s: median %.1f µs, a bare EVALSHA %.1f%n", name(), turns.micros(0), turns.micros(1));
            return List.of(turns.ratios(0, 1));
        }
    }

    private static void evict(RemoteLedger ledger) {
        EvictionReceipt receipt = ledger.cache().evictor().evictTenant(Ledger.TENANT);
        if (receipt.status() != EvictionReceipt.Status.CONFIRMED) {
            throw new IllegalStateException("Redis did not confirm an eviction, so its time means nothing");
        }
    }

    private static void bare(RemoteLedger ledger, String digest) {
        ledger.raw()
                .commands()
                .evalsha(digest, ScriptOutputType.MULTI, new byte[][] {KEY}, CHANNEL, HEAD, NUMBER, NUMBER);
    }
}
