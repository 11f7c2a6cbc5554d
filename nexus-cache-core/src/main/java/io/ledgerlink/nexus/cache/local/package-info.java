/** The tier inside the process, on Caffeine. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.local;

import org.jspecify.annotations.NullMarked;
