/** What goes along when the work of a call moves to another thread. */
@NullMarked
package io.ledgerlink.nexus.cache.context;

import org.jspecify.annotations.NullMarked;
