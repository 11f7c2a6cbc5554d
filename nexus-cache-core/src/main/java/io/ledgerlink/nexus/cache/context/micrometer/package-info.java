/** The caller's context, carried by Micrometer's context propagation. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.context.micrometer;

import org.jspecify.annotations.NullMarked;
