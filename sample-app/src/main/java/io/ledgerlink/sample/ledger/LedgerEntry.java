package io.ledgerlink.sample.ledger;

import java.math.BigDecimal;
import java.time.Instant;

/** One line of an account. */
public record LedgerEntry(long id, BigDecimal amount, String memo, Instant postedAt) {}
