package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** The answer to {@code INFO server}. */
final class ServerInfo {

    static final String SECTION = "server";

    private ServerInfo() {}

    /**
     * Redis tells the difference of two times in whole seconds, which can be almost one more than the server has been running.
     * A stamp from just before a restart must not seem younger than the process.
     */
    static ServerIdentity parse(String text) {
        long seconds = Long.parseLong(field(text, "uptime_in_seconds"));
        return new ServerIdentity(field(text, "run_id"), TimeUnit.SECONDS.toMillis(Math.max(0, seconds - 1)));
    }

    private static String field(String text, String name) {
        String start = name + ':';
        return Arrays.stream(text.split("\r?\n"))
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis answered INFO " + SECTION + " without " + name
                        + ": let the cache's user read INFO, which the ACL category @dangerous covers"));
    }
}
