/** From an annotated method to a prepared query: plans, expressions, templates, and the interceptor. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.aspect;

import org.jspecify.annotations.NullMarked;
