/** Real Redis servers for tests: one process, a shared server, a cluster, a Sentinel group, a bad network. */
@NullMarked
package io.ledgerlink.nexus.cache.test.redis;

import org.jspecify.annotations.NullMarked;
