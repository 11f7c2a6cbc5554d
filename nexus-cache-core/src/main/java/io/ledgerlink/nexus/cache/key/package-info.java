/** How a call becomes a key: arguments, tenant, pagination, canonical text, digest. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.key;

import org.jspecify.annotations.NullMarked;
