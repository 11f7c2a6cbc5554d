/** The tier inside the process, on Caffeine. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.local;

import org.jspecify.annotations.NullMarked;
