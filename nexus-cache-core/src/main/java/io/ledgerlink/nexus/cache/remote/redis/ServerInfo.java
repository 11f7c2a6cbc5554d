package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The answers to {@code INFO server} and {@code INFO replication}. */
final class ServerInfo {

    private static final String SERVER = "server";
    private static final String REPLICATION = "replication";

    /** What Redis says where there is no earlier history. */
    private static final String NO_HISTORY = "0".repeat(40);

    private ServerInfo() {}

    static CompletionStage<ServerIdentity> ask(RedisServerAsyncCommands<?, ?> server) {
        return server.info(SERVER).thenCombine(server.info(REPLICATION), ServerInfo::parse);
    }

    /**
     * Redis tells the difference of two times in whole seconds, which can be almost one more than the server has been running.
     * A stamp from just before a restart must not seem younger than the process.
     */
    static ServerIdentity parse(String server, String replication) {
        long seconds = Long.parseLong(field(server, "uptime_in_seconds"));
        return new ServerIdentity(
                field(server, "run_id"),
                TimeUnit.SECONDS.toMillis(Math.max(0, seconds - 1)),
                histories(replication),
                product(server));
    }

    /** Valkey also names the version of Redis that it is compatible with. */
    private static String product(String server) {
        return find(server, "valkey_version")
                .map("Valkey "::concat)
                .or(() -> find(server, "redis_version").map("Redis "::concat))
                .orElse("Redis");
    }

    /** A promoted replica begins a history of its own, and remembers the one that it had followed. */
    private static Set<String> histories(String replication) {
        return Stream.of("master_replid", "master_replid2")
                .flatMap(name -> find(replication, name).stream())
                .filter(history -> !history.equals(NO_HISTORY))
                .collect(Collectors.toSet());
    }

    private static String field(String text, String name) {
        return find(text, name)
                .orElseThrow(() -> new IllegalStateException(product(text) + " answered INFO " + SERVER + " without "
                        + name + ": let the cache's user read INFO, which the ACL category @dangerous covers"));
    }

    private static Optional<String> find(String text, String name) {
        String start = name + ':';
        return text.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst();
    }
}
