/** Puts the parts of an instance together, for services and for the simulation alike. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.wiring;

import org.jspecify.annotations.NullMarked;
