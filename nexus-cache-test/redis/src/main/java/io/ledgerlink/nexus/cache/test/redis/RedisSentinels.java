package io.ledgerlink.nexus.cache.test.redis;

import java.util.ArrayList;
import java.util.List;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A master, its replicas and three sentinels that watch them, from plain processes.
 *
 * <p>Each is a {@link RedisServer} that can be killed, frozen and started again by itself. The sentinels promote a replica
 * only when they are told to, or when {@link #killMaster} or {@link #awaitMasterOtherThan} waits for it. For one thread at
 * a time.
 */
public final class RedisSentinels implements AutoCloseable {

    /** Name under which the sentinels know the master. */
    public static final String MASTER_NAME = "nexus";

    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    /** A master that a busy machine keeps from answering for a while is not given up. */
    private static final int PATIENT_MILLIS = 60_000;

    /** Only where a master is down is it to be noticed. */
    private static final int HASTY_MILLIS = 1_000;

    private static final int FAILOVER_TIMEOUT_MILLIS = 3_000;

    private final RedisGroup group = new RedisGroup();
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    /** Starts a master with one replica. */
    public static RedisSentinels start(String... extraConfigArgs) {
        return start(1, extraConfigArgs);
    }

    /** Starts a master with replicas; returns when they are in sync and the sentinels know all of them and each other. */
    public static RedisSentinels start(int replicas, String... extraConfigArgs) {
        RedisSentinels sentinels = new RedisSentinels();
        try {
            sentinels.startServers(replicas, List.of(extraConfigArgs));
            sentinels.startSentinels(replicas);
            return sentinels;
        } catch (RuntimeException e) {
            sentinels.close();
            throw e;
        }
    }

    private void startServers(int replicas, List<String> extraConfigArgs) {
        List<String> arguments = new ArrayList<>(Replication.ARGUMENTS);
        arguments.addAll(extraConfigArgs);
        RedisServer master = group.add(RedisServer.start(arguments.toArray(String[]::new)));
        servers.add(master);
        arguments.addAll(List.of("--replicaof", master.host(), Integer.toString(master.port())));
        for (int i = 0; i < replicas; i++) {
            servers.add(group.add(RedisServer.start(arguments.toArray(String[]::new))));
        }
        group.await(
                "replicas in sync",
                () -> servers.stream()
                        .skip(1)
                        .allMatch(server -> Replication.of(server).isInSync()),
                "INFO");
    }

    private void startSentinels(int replicas) {
        RedisServer master = servers.get(0);
        List<String> configuration = List.of(
                "sentinel monitor " + MASTER_NAME + " " + master.host() + " " + master.port() + " " + QUORUM,
                "sentinel down-after-milliseconds " + MASTER_NAME + " " + PATIENT_MILLIS,
                "sentinel failover-timeout " + MASTER_NAME + " " + FAILOVER_TIMEOUT_MILLIS);
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(group.add(RedisServer.startSentinel(RedisProcesses.executable(), configuration)));
        }
        String everybody = "slaves=" + replicas + ",sentinels=" + SENTINELS;
        group.await(
                "sentinels know " + everybody,
                () -> sentinels.stream().allMatch(sentinel -> sees(sentinel, everybody)),
                "INFO");
    }

    private static boolean sees(RedisServer sentinel, String everybody) {
        return sentinel.cli("INFO", "sentinel").contains(everybody);
    }

    /** The master and its replicas of the start, whether they run or not. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The server that the sentinels name as the master now. */
    public RedisServer master() {
        RedisServer sentinel =
                sentinels.stream().filter(RedisServer::isRunning).findFirst().orElseThrow();
        return server(namedBy(sentinel));
    }

    private static int namedBy(RedisServer sentinel) {
        return Integer.parseInt(sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow());
    }

    private RedisServer server(int port) {
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until every running replica has what its master has now. */
    public void awaitReplicated() {
        group.awaitReplicated(servers);
    }

    /** Lets the sentinels promote a replica though the master is well, as for maintenance; returns the new master. */
    public RedisServer failover() {
        RedisServer old = master();
        // A sentinel refuses until it has fresh news of a replica.
        group.await(
                "failover accepted",
                () -> sentinels.get(0).cli("SENTINEL", "FAILOVER", MASTER_NAME).equals("OK"),
                "INFO");
        return awaitMasterOtherThan(old);
    }

    /** Kills the master and waits until the sentinels have noticed and promoted a replica; returns the new master. */
    public RedisServer killMaster() {
        RedisServer old = master();
        old.kill();
        return awaitMasterOtherThan(old);
    }

    /** Waits until all running sentinels name another master, and it knows its role. */
    public RedisServer awaitMasterOtherThan(RedisServer old) {
        if (!old.isRunning()) {
            noticeAfter(HASTY_MILLIS);
        }
        group.await(
                "another master than " + old.uri(),
                () -> sentinels.stream()
                        .filter(RedisServer::isRunning)
                        .allMatch(sentinel -> namesAnother(sentinel, old)),
                "INFO");
        noticeAfter(PATIENT_MILLIS);
        return master();
    }

    private void noticeAfter(int millis) {
        sentinels.stream()
                .filter(RedisServer::isRunning)
                .forEach(sentinel -> sentinel.cli(
                        "SENTINEL", "SET", MASTER_NAME, "down-after-milliseconds", Integer.toString(millis)));
    }

    /** Has a replica get nothing more from its master. */
    public void stopReplicating(RedisServer replica) {
        group.stopReplicating(replica, master());
    }

    private boolean namesAnother(RedisServer sentinel, RedisServer old) {
        RedisServer named = server(namedBy(sentinel));
        return named != old && named.isRunning() && Replication.of(named).isMaster();
    }

    /** A started factory that asks the sentinels for the master; whoever asks destroys it. */
    public LettuceConnectionFactory connectionFactory() {
        return ConnectionFactories.sentinel(MASTER_NAME, sentinels);
    }

    @Override
    public void close() {
        group.close();
    }
}
