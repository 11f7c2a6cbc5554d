/** How a call becomes a key: arguments, tenant, pagination, canonical text, digest. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.key;

import org.jspecify.annotations.NullMarked;
