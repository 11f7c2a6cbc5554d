/** The shared tier on Redis, Sentinel or Cluster, through Lettuce. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.remote.redis;

import org.jspecify.annotations.NullMarked;
