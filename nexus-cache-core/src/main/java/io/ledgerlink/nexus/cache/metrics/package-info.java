/** What is counted. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.metrics;

import org.jspecify.annotations.NullMarked;
