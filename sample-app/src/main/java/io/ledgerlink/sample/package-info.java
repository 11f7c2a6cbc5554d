/** LedgerLink: a small ledger that shows Nexus Cache at work. */
@NullMarked
package io.ledgerlink.sample;

import org.jspecify.annotations.NullMarked;
