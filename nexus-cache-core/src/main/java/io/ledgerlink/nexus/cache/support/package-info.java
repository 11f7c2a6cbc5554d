/** What the JDK lacks: daemon threads by name, and a throw that need not be declared. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.support;

import org.jspecify.annotations.NullMarked;
