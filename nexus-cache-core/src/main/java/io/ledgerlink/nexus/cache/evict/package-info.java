/** Evictions: now, or when a transaction is over. */
@NullMarked
package io.ledgerlink.nexus.cache.evict;

import org.jspecify.annotations.NullMarked;
