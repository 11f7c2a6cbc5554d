package io.ledgerlink.nexus.cache.autoconfigure;

import tools.jackson.databind.cfg.MapperBuilder;

/**
 * Adds modules, mix-ins or subtypes to the mappers that the cache writes values with.
 *
 * <p>Those mappers are the cache's own: customizers of the application's mapper do not reach them, so that a change of what a
 * web API shows changes no cached bytes. Beans of this type are called once, at start-up, in their order, for JSON and, where
 * it is used, for CBOR. The settings that exact copies need are made after them. Not asked where a
 * {@link io.ledgerlink.nexus.cache.codec.CacheCodec} bean takes the format over.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CacheMapperCustomizer {

    void customize(MapperBuilder<?, ?> builder);
}
