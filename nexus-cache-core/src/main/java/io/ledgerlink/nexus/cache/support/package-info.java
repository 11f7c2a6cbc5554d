/** What the JDK lacks: daemon threads by name, and a throw that need not be declared. */
@NullMarked
package io.ledgerlink.nexus.cache.support;

import org.jspecify.annotations.NullMarked;
