/** Asks queries before their callers do, a few at a time. */
@NullMarked
package io.ledgerlink.nexus.cache.warmup;

import org.jspecify.annotations.NullMarked;
