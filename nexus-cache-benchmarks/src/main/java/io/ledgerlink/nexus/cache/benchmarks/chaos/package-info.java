/** Real processes under every fault that a Redis deployment has, and what readers and command handlers see meanwhile. */
@NullMarked
package io.ledgerlink.nexus.cache.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
