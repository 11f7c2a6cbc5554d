package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.remote.RemoteTier.Ground;

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

    record Leased(String token, Ground ground, long expiresAtMicros) implements Item {

        @Override
        public Item expiringAt(long micros) {
            return new Leased(token, ground, micros);
        }
    }

    record Entry(Envelope envelope, long expiresAtMicros) implements Item {

        @Override
        public Item expiringAt(long micros) {
            return new Entry(envelope, micros);
        }
    }
}
