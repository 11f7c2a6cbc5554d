/** The applications whose start-up is measured, each in a JVM of its own. */
@NullMarked
package io.ledgerlink.nexus.cache.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
