/** From an annotated method to a prepared query: plans, expressions, templates, and the interceptor. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.aspect;

import org.jspecify.annotations.NullMarked;
