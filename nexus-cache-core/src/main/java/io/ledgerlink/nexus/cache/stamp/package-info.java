/** What makes an entry valid: scopes, their stamps, and what a load rests on. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.stamp;

import org.jspecify.annotations.NullMarked;
