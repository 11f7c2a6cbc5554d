/** Settings and wiring of the cache in a Spring Boot application. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure;

import org.jspecify.annotations.NullMarked;
