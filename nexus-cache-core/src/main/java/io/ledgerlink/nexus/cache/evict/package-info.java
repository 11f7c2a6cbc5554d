/** Evictions: now, or when a transaction is over. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.evict;

import org.jspecify.annotations.NullMarked;
