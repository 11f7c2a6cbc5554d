/** The door: each call goes to the room that answers it. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.engine;

import org.jspecify.annotations.NullMarked;
