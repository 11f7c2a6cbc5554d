/** The caller's context, carried by Micrometer's context propagation. */
@NullMarked
package io.ledgerlink.nexus.cache.context.micrometer;

import org.jspecify.annotations.NullMarked;
