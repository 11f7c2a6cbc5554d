/** Where the parts are put together into a cache. */
@NullMarked
package io.ledgerlink.nexus.cache.assembly;

import org.jspecify.annotations.NullMarked;
