package io.ledgerlink.sample.ledger;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What an account holds.
 *
 * @param readBy the instance that asked the database, so that a reader sees whose answer this is
 * @param readAt when it did
 */
public record Balance(String account, BigDecimal amount, long entries, String readBy, Instant readAt) {}
