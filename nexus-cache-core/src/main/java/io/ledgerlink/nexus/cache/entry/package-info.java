/** Entries as bytes: the header that scripts compare, and the value behind it. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.entry;

import org.jspecify.annotations.NullMarked;
