@NullMarked
package io.ledgerlink.nexus.cache.tier;

import org.jspecify.annotations.NullMarked;
