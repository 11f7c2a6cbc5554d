/** The actuator endpoint {@code nexuscache}, which shows caches, settings and figures. */
@NullMarked
package io.ledgerlink.nexus.cache.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
