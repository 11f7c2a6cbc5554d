/** The cache in tests of a part of an application. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
