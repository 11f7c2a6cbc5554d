/** Meters for Micrometer over what the caches count. */
@NullMarked
package io.ledgerlink.nexus.cache.micrometer;

import org.jspecify.annotations.NullMarked;
