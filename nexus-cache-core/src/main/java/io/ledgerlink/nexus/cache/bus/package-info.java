/** Evictions between instances: messages, epochs, and the memory of the recent. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.bus;

import org.jspecify.annotations.NullMarked;
