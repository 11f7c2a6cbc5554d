/** The tier that all instances share, as the engine sees it. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.remote;

import org.jspecify.annotations.NullMarked;
