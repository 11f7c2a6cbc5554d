/** The tier that all instances share, as the engine sees it. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.remote;

import org.jspecify.annotations.NullMarked;
