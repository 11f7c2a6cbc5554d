/** Who the tenant of a call is, where no argument says it: from the request or from who is logged in. */
@NullMarked
package io.ledgerlink.nexus.cache.tenant;

import org.jspecify.annotations.NullMarked;
