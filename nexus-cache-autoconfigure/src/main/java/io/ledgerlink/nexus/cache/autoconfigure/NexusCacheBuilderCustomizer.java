package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;

/**
 * Has the last word on the cache before it is built.
 *
 * <p>Beans of this type are called once, at start-up, in their order, after everything that {@code nexus.cache.*} says. Not
 * called while the cache is switched off.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface NexusCacheBuilderCustomizer {

    void customize(NexusCacheBuilder builder);
}
