/** Tests of entries as bytes. */
@NullMarked
package io.ledgerlink.nexus.cache.entry;

import org.jspecify.annotations.NullMarked;
