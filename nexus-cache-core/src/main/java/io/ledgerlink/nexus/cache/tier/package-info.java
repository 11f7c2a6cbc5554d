/** One door to both tiers: what is there, and what is kept. */
@NullMarked
package io.ledgerlink.nexus.cache.tier;

import org.jspecify.annotations.NullMarked;
