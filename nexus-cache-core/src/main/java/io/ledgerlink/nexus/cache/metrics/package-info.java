/** What is counted. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.metrics;

import org.jspecify.annotations.NullMarked;
