/** What the library promises about time and memory, measured: one class a figure, and JMH for what is very fast. */
@NullMarked
package io.ledgerlink.nexus.cache.benchmarks;

import org.jspecify.annotations.NullMarked;
