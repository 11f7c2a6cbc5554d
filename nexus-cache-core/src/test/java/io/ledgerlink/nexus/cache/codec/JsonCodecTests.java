package io.ledgerlink.nexus.cache.codec;

class JsonCodecTests extends ExactCopyContract {

    @Override
    CacheCodec codec() {
        return JsonCodec.standard();
    }
}
