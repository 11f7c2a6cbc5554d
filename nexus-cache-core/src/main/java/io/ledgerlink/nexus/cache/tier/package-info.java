/** One door to both tiers: what is there, and what is kept. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.tier;

import org.jspecify.annotations.NullMarked;
