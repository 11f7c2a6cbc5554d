package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.remote.RemoteTier.StampHeader;

/** What stands at a key, and when it is gone. */
sealed interface Item {

    long FOR_EVER = Long.MAX_VALUE;

    long expiresAtMicros();

    Item expiringAt(long micros);

    record Stamp(long value, long expiresAtMicros) implements Item {

        @Override
        public Item expiringAt(long micros) {
            return new Stamp(value, micros);
        }
    }

    record Leased(String token, StampHeader header, long expiresAtMicros) implements Item {

        @Override
        public Item expiringAt(long micros) {
            return new Leased(token, header, micros);
        }
    }

    record Entry(StoredEntry envelope, long expiresAtMicros) implements Item {

        @Override
        public Item expiringAt(long micros) {
            return new Entry(envelope, micros);
        }
    }
}
