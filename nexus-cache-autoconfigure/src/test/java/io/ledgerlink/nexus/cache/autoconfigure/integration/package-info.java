/** Whole applications, from start to end. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure.integration;

import org.jspecify.annotations.NullMarked;
