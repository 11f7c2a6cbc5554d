/** How the parts of a cache behave that no policy of a single cache says. */
@NullMarked
package io.ledgerlink.nexus.cache.settings;

import org.jspecify.annotations.NullMarked;
