/** Keeps evictions in a table, in the transactions of those who evict. */
@NullMarked
package io.ledgerlink.nexus.cache.journal.jdbc;

import org.jspecify.annotations.NullMarked;
