/** The ledger: two queries, one command. */
@NullMarked
package io.ledgerlink.sample.ledger;

import org.jspecify.annotations.NullMarked;
