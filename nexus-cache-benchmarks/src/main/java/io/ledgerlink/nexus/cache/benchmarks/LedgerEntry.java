package io.ledgerlink.nexus.cache.benchmarks;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;

/** One line of a ledger; a page of 50 is what all figures carry around. */
public record LedgerEntry(
        UUID id, UUID account, Instant bookedAt, BigDecimal amount, String currency, String text, long version) {

    /** The page of 50, about 10 kB of JSON; the same whenever it is asked for. */
    public static Page<LedgerEntry> page() {
        List<LedgerEntry> entries =
                IntStream.range(0, 50).mapToObj(LedgerEntry::numbered).toList();
        return new PageImpl<>(entries, PageRequest.of(3, 50), 1_234);
    }

    private static LedgerEntry numbered(int number) {
        return new LedgerEntry(
                new UUID(0x5EED, number),
                new UUID(0xACC, 7),
                Instant.parse("2026-03-01T08:00:00Z").plusSeconds(60L * number),
                BigDecimal.valueOf(1_000 + 37L * number, 2),
                "EUR",
                "Invoice " + (4_711 + number) + ", paid by standing order",
                number);
    }
}
