package io.ledgerlink.sample.ledger;

import java.math.BigDecimal;

/** The command: post an amount to an account. */
public record PostEntry(String tenant, String account, BigDecimal amount, String memo) {}
