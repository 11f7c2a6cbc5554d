/** The Redis that the sample brings along. */
@NullMarked
package io.ledgerlink.sample.redis;

import org.jspecify.annotations.NullMarked;
