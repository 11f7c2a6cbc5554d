/** Spring's transactions, those of threads and reactive ones. Internal. */
@NullMarked
package io.ledgerlink.nexus.cache.transaction.spring;

import org.jspecify.annotations.NullMarked;
