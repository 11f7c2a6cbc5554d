/** The door: each call goes to the room that answers it. */
@NullMarked
package io.ledgerlink.nexus.cache.engine;

import org.jspecify.annotations.NullMarked;
