@NullMarked
package io.ledgerlink.nexus.cache.engine;

import org.jspecify.annotations.NullMarked;
