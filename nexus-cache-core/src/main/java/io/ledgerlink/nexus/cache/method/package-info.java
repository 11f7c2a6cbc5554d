/** Methods as their annotations and signatures say them, and what is wrong with them. */
@NullMarked
package io.ledgerlink.nexus.cache.method;

import org.jspecify.annotations.NullMarked;
