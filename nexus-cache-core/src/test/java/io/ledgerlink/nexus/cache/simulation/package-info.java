/** Instances of the real engine in a world where time, threads, network and server are played from a seed. */
@NullMarked
package io.ledgerlink.nexus.cache.simulation;

import org.jspecify.annotations.NullMarked;
