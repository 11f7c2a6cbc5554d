/** The shared tier inside one process, for users' tests. */
@NullMarked
package io.ledgerlink.nexus.cache.remote.memory;

import org.jspecify.annotations.NullMarked;
