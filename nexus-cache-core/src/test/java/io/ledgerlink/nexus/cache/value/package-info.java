/** Tests of values as callers get them. */
@NullMarked
package io.ledgerlink.nexus.cache.value;

import org.jspecify.annotations.NullMarked;
