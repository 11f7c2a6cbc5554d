/** What the cache needs to know of the transaction around a call. Internal, but for what a user's own transactions need. */
@NullMarked
package io.ledgerlink.nexus.cache.transaction;

import org.jspecify.annotations.NullMarked;
