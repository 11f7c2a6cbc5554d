/** What users touch: the cache, its keys, its evictor, and the values they hand over and get back. */
@NullMarked
package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.NullMarked;
