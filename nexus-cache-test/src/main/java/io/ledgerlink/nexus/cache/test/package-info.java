/** Tests of services that cache their queries: where a call was answered, what was evicted, faults and time. */
@NullMarked
package io.ledgerlink.nexus.cache.test;

import org.jspecify.annotations.NullMarked;
