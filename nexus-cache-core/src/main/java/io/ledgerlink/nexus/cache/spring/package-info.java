/** Spring's own cache abstraction over the same engine, so that {@code @Cacheable} and its like work. */
@NullMarked
package io.ledgerlink.nexus.cache.spring;

import org.jspecify.annotations.NullMarked;
