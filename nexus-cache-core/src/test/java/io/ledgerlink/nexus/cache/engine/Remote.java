package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.remote.redis.RedisRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What instances share in a test: the in-memory tier, or a Redis that only these tests know. */
interface Remote {

    /** Waits until the remote tier has been there for a while, for one that has just begun makes instances careful. */
    void age();

    /** Connects one more instance. */
    RemoteTier tier(String channel);

    /** Cuts every instance off. */
    void cutOff();

    /** Ends {@link #cutOff()}; what was kept before is there. */
    void restore();

    /** All keys that are there. */
    List<String> keys();

    static Remote inMemory() {
        return new InMemory(new InMemoryRemote());
    }

    static Remote redis() {
        return Redis.SHARED;
    }

    record InMemory(InMemoryRemote remote) implements Remote {

        @Override
        public void age() {}

        @Override
        public RemoteTier tier(String channel) {
            return remote.connect();
        }

        @Override
        public void cutOff() {
            remote.disconnect();
        }

        @Override
        public void restore() {
            remote.reconnect();
        }

        @Override
        public List<String> keys() {
            return remote.keys();
        }
    }

    record Redis(RedisServer server) implements Remote {

        private static final Redis SHARED = new Redis(RedisServer.start());

        @Override
        public void age() {
            server.awaitAge();
        }

        @Override
        public RemoteTier tier(String channel) {
            return RedisRemoteTier.on(new LettuceConnectionFactory(server.host(), server.port()), channel);
        }

        @Override
        public void cutOff() {
            server.stopSaving();
        }

        @Override
        public void restore() {
            server.startAgain();
        }

        @Override
        public List<String> keys() {
            String reply = server.cli("KEYS", "*");
            return reply.isEmpty() ? List.of() : List.of(reply.split("\n"));
        }
    }
}
