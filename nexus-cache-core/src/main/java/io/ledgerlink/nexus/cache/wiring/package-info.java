/** Puts the parts of an instance together, for services and for the simulation alike. */
@NullMarked
package io.ledgerlink.nexus.cache.wiring;

import org.jspecify.annotations.NullMarked;
