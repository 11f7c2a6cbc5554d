package io.ledgerlink.nexus.cache.test.redis;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a server says of its part in replication, as fields of {@code INFO replication}. */
record Replication(Map<String, String> fields) {

    /** Settings of a group's servers: a replica need not wait for others before its first full copy. */
    static final List<String> ARGUMENTS = List.of(
            "--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1");

    Replication {
        fields = Map.copyOf(fields);
    }

    static Replication of(RedisServer server) {
        return new Replication(server.cli("INFO", "replication")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1])));
    }

    boolean isMaster() {
        return field("role").equals("master");
    }

    /** Whether this is a replica that has everything its master had when it connected. */
    boolean isInSync() {
        return field("master_link_status").equals("up");
    }

    long offset() {
        return Long.parseLong(field("master_repl_offset"));
    }

    /** Whether this replica has come as far as its master was; a master that is not listed asks for nothing. */
    boolean has(Map<String, Long> offsetsOfMastersByPort) {
        long wanted = offsetsOfMastersByPort.getOrDefault(field("master_port"), 0L);
        return isInSync() && Long.parseLong(field("slave_repl_offset")) >= wanted;
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }
}
