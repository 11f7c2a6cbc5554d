/** Tests of warming up. */
@NullMarked
package io.ledgerlink.nexus.cache.warmup;

import org.jspecify.annotations.NullMarked;
