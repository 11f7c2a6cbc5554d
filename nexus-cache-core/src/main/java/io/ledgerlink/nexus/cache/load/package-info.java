/** One load, told as steps, and who drives it. */
@NullMarked
package io.ledgerlink.nexus.cache.load;

import org.jspecify.annotations.NullMarked;
