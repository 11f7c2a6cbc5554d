/** Entries as bytes: the header that scripts compare, and the value behind it. */
@NullMarked
package io.ledgerlink.nexus.cache.entry;

import org.jspecify.annotations.NullMarked;
