package io.ledgerlink.nexus.cache.codec;

class CborCodecTests extends ExactCopyContract {

    @Override
    CacheCodec codec() {
        return CborCodec.standard();
    }
}
