/** What makes an entry valid: scopes, their stamps, and what a load rests on. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.stamp;

import org.jspecify.annotations.NullMarked;
