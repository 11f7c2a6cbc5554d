/** Evictions as events of the application, in both directions. */
@NullMarked
package io.ledgerlink.nexus.cache.event;

import org.jspecify.annotations.NullMarked;
