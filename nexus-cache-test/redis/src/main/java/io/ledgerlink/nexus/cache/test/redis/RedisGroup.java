package io.ledgerlink.nexus.cache.test.redis;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Servers that belong together, started one after the other and closed together. */
final class RedisGroup implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private final List<RedisServer> servers = new ArrayList<>();

    RedisServer add(RedisServer server) {
        servers.add(server);
        return server;
    }

    List<RedisServer> running() {
        return servers.stream().filter(RedisServer::isRunning).toList();
    }

    /** Waits for what the servers must agree upon; on failure they say what they know. */
    void await(String what, BooleanSupplier condition, String... commandOfAnExplanation) {
        Await.until(
                DEADLINE,
                () -> holds(condition),
                () -> "Not after " + DEADLINE + ": " + what + explanations(commandOfAnExplanation));
    }

    /** Waits until each of these servers that is a replica has what its master had at the call. */
    void awaitReplicated(List<RedisServer> among) {
        List<RedisServer> servers =
                among.stream().filter(RedisServer::isRunning).toList();
        Map<String, Long> offsets = new HashMap<>();
        await(
                "masters say how far they are",
                () -> servers.stream().allMatch(server -> noteOffset(server, offsets)),
                "INFO",
                "replication");
        await(
                "replicas have what their masters had",
                () -> servers.stream()
                        .map(Replication::of)
                        .allMatch(server -> server.isMaster() || server.has(offsets)),
                "INFO",
                "replication");
    }

    /** Has a replica get nothing more from its master: the next connection to it is refused. */
    void stopReplicating(RedisServer replica, RedisServer master) {
        // One setting at a time: Redis 6.2 takes no more.
        replica.cli("CONFIG", "SET", "masteruser", "nobody");
        replica.cli("CONFIG", "SET", "masterauth", "wrong");
        master.cli("CLIENT", "KILL", "TYPE", "replica");
        await("replication is broken", () -> !Replication.of(replica).isInSync(), "INFO", "replication");
    }

    private static boolean noteOffset(RedisServer server, Map<String, Long> offsets) {
        Replication replication = Replication.of(server);
        if (replication.isMaster()) {
            offsets.put(Integer.toString(server.port()), replication.offset());
        }
        return true;
    }

    // A server in the middle of a change may refuse a question or drop the connection: that is "not yet".
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RedisErrorException | UncheckedIOException notYet) {
            return false;
        }
    }

    private String explanations(String... command) {
        StringBuilder text = new StringBuilder();
        for (RedisServer server : running()) {
            text.append("\n--- ").append(server.name()).append('\n').append(explanation(server, command));
        }
        return text.toString();
    }

    private static String explanation(RedisServer server, String... command) {
        try {
            return server.cli(command);
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
