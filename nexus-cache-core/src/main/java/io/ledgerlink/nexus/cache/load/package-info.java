/** One load, told as steps, and who drives it. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.load;

import org.jspecify.annotations.NullMarked;
