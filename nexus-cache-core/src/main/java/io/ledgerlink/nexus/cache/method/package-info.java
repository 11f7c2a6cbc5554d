/** Methods as their annotations and signatures say them, and what is wrong with them. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.method;

import org.jspecify.annotations.NullMarked;
