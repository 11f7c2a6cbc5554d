/** The way of one call: lookup, shared load, store, evict. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.engine;

import org.jspecify.annotations.NullMarked;
