package io.ledgerlink.nexus.cache.test.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis Cluster of three masters, with or without replicas, from plain processes.
 *
 * <p>Each node is a {@link RedisServer} that can be killed, frozen and started again by itself. For one thread at a
 * time.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final String NODE_TIMEOUT_MILLIS = "1500";

    private final RedisGroup group = new RedisGroup();
    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /** Starts three masters without replicas; a slot is unreachable while its master is down. */
    public static RedisCluster start(String... extraConfigArgs) {
        return start(0, extraConfigArgs);
    }

    /** Starts three masters, each with as many replicas; returns when all slots are served and all replicas in sync. */
    public static RedisCluster start(int replicasPerMaster, String... extraConfigArgs) {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.startNodes(MASTERS * (1 + replicasPerMaster), List.of(extraConfigArgs));
            cluster.join();
            cluster.awaitOk();
            cluster.replicate();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startNodes(int count, List<String> extraConfigArgs) {
        List<String> arguments = new ArrayList<>(List.of("--cluster-enabled", "yes"));
        arguments.addAll(List.of("--cluster-node-timeout", NODE_TIMEOUT_MILLIS));
        arguments.addAll(Replication.ARGUMENTS);
        arguments.addAll(extraConfigArgs);
        for (int i = 0; i < count; i++) {
            nodes.add(group.add(RedisServer.start(arguments.toArray(String[]::new))));
        }
    }

    private void join() {
        for (int i = 0; i < nodes.size(); i++) {
            // Distinct epochs from the start spare the nodes the time to settle collisions.
            nodes.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 0; i < MASTERS; i++) {
            nodes.get(i).cli(addSlots(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS));
        }
        for (RedisServer node : nodes) {
            nodes.forEach(other -> meet(node, other));
        }
    }

    private static String[] addSlots(int from, int to) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(from, to).mapToObj(Integer::toString).forEach(command::add);
        return command.toArray(String[]::new);
    }

    private static void meet(RedisServer node, RedisServer other) {
        if (node != other) {
            node.cli("CLUSTER", "MEET", other.host(), Integer.toString(other.port()));
        }
    }

    private void replicate() {
        List<RedisServer> replicas = nodes.subList(MASTERS, nodes.size());
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).cli("CLUSTER", "REPLICATE", nodes.get(i % MASTERS).cli("CLUSTER", "MYID"));
        }
        group.await(
                "replicas in sync",
                () -> replicas.stream()
                        .allMatch(server -> Replication.of(server).isInSync()),
                "INFO",
                "replication");
        group.await("replicas known to all", () -> nodes.stream().allMatch(this::knowsReplicas), "CLUSTER", "NODES");
    }

    private boolean knowsReplicas(RedisServer node) {
        return known(node).stream()
                        .filter(other -> other.flags().contains("slave"))
                        .count()
                == nodes.size() - MASTERS;
    }

    /** All nodes, masters of the start first, whether they run or not. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    public List<String> uris() {
        return nodes.stream().map(RedisServer::uri).toList();
    }

    /** The node that serves a key's slot now, in the eyes of a node that runs. */
    public RedisServer masterOf(String key) {
        return masterOf(key, group.running().get(0))
                .orElseThrow(() -> new IllegalStateException("No master serves " + key + "; call awaitOk() first"));
    }

    private Optional<RedisServer> masterOf(String key, RedisServer witness) {
        int slot = Integer.parseInt(witness.cli("CLUSTER", "KEYSLOT", key));
        return known(witness).stream()
                .filter(node -> node.isServingMaster() && node.holds(slot))
                .findFirst()
                .flatMap(node -> server(node.port()));
    }

    private Optional<RedisServer> server(int port) {
        return nodes.stream().filter(node -> node.port() == port).findFirst();
    }

    /** Waits until every running node knows every other and sees all slots served. */
    public void awaitOk() {
        group.await("cluster state ok", () -> group.running().stream().allMatch(this::isOk), "CLUSTER", "NODES");
    }

    /** Waits until every running replica has what its master has now. */
    public void awaitReplicated() {
        group.awaitReplicated(nodes);
    }

    /** Waits until a replica has taken over a key's slot from a node that is down; returns the new master. */
    public RedisServer awaitMasterOtherThan(RedisServer old, String key) {
        group.await(
                "another master than " + old.uri() + " for " + key,
                () -> group.running().stream().allMatch(node -> namesAnother(node, old, key) && isOk(node)),
                "CLUSTER",
                "NODES");
        return masterOf(key);
    }

    /** Begins to move a key's slot: from now on its node has some of its keys, and the other one those that were moved. */
    public void beginMove(String key, RedisServer to) {
        String slot = to.cli("CLUSTER", "KEYSLOT", key);
        RedisServer from = masterOf(key);
        to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", from.cli("CLUSTER", "MYID"));
        from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", to.cli("CLUSTER", "MYID"));
    }

    /** Moves keys of a slot whose move has begun; one that is not there is no mistake. */
    public void move(List<String> keys, RedisServer from, RedisServer to) {
        for (String key : keys) {
            from.cli("MIGRATE", to.host(), Integer.toString(to.port()), key, "0", "5000");
        }
    }

    /** Ends a slot's move: the other node's from now on. All its keys must have been moved. */
    public void endMove(String key, RedisServer from, RedisServer to) {
        String slot = to.cli("CLUSTER", "KEYSLOT", key);
        String id = to.cli("CLUSTER", "MYID");
        to.cli("CLUSTER", "SETSLOT", slot, "NODE", id);
        from.cli("CLUSTER", "SETSLOT", slot, "NODE", id);
        group.await(
                "all nodes know the slot's new node",
                () -> group.running().stream()
                        .allMatch(node -> masterOf(key, node).equals(Optional.of(to)) && isOk(node)),
                "CLUSTER",
                "NODES");
    }

    /** A key's slot's keys on a node. */
    public List<String> keysOfSlot(String key, RedisServer node) {
        String slot = node.cli("CLUSTER", "KEYSLOT", key);
        String keys = node.cli("CLUSTER", "GETKEYSINSLOT", slot, "100000");
        return keys.isEmpty() ? List.of() : keys.lines().toList();
    }

    /** A replica of the node that serves a key's slot. */
    public RedisServer replicaOf(String key) {
        RedisServer master = masterOf(key);
        String id = master.cli("CLUSTER", "MYID");
        return master.cli("CLUSTER", "REPLICAS", id)
                .lines()
                .map(ClusterNode::parse)
                .flatMap(node -> server(node.port()).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No replica of " + master.uri() + "; start with some"));
    }

    /** Has a replica get nothing more from its master; it still talks to the other nodes and to clients. */
    public void stopReplicating(RedisServer replica, RedisServer master) {
        group.stopReplicating(replica, master);
    }

    private boolean namesAnother(RedisServer witness, RedisServer old, String key) {
        return masterOf(key, witness).filter(master -> master != old).isPresent();
    }

    private boolean isOk(RedisServer node) {
        String info = node.cli("CLUSTER", "INFO");
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SLOTS)
                && info.contains("cluster_known_nodes:" + nodes.size())
                && known(node).stream().noneMatch(other -> other.flags().contains("handshake"));
    }

    private static List<ClusterNode> known(RedisServer node) {
        return node.cli("CLUSTER", "NODES").lines().map(ClusterNode::parse).toList();
    }

    /** A started factory for this cluster; whoever asks destroys it. */
    public LettuceConnectionFactory connectionFactory() {
        return ConnectionFactories.cluster(nodes);
    }

    @Override
    public void close() {
        group.close();
    }
}
