/** The shared tier on Redis, Sentinel or Cluster, through Lettuce. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.remote.redis;

import org.jspecify.annotations.NullMarked;
