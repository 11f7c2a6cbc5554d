/** Meters of the application's cache, where Micrometer is. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
