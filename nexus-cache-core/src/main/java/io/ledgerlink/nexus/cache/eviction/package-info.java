/** Evicting by naming methods: annotated commands, and calls of the queries themselves. Not exported: no part of the API. */
@NullMarked
package io.ledgerlink.nexus.cache.eviction;

import org.jspecify.annotations.NullMarked;
