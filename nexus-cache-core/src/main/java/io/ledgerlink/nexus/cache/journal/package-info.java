/** Where evictions are kept durably until they are confirmed. */
@NullMarked
package io.ledgerlink.nexus.cache.journal;

import org.jspecify.annotations.NullMarked;
