@NullMarked
package io.ledgerlink.nexus.cache.transaction.spring;

import org.jspecify.annotations.NullMarked;
