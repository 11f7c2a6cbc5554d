/** The ledger: two queries, one command, and what is asked first. */
@NullMarked
package io.ledgerlink.sample.ledger;

import org.jspecify.annotations.NullMarked;
