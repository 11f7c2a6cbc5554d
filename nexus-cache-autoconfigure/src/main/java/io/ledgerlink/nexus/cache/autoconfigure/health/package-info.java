/** The health of the application's cache, which stays up while callers are served. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
