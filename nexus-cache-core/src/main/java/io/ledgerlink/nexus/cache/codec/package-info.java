/** Entries as bytes: the envelope, and JSON or CBOR inside it. {@link io.ledgerlink.nexus.cache.codec.CacheCodec} is for users; the rest is internal. */
@NullMarked
package io.ledgerlink.nexus.cache.codec;

import org.jspecify.annotations.NullMarked;
