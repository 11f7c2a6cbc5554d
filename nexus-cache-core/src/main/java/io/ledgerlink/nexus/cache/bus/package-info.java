/** Evictions between instances: messages, epochs, and the memory of the recent. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.bus;

import org.jspecify.annotations.NullMarked;
