package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.benchmarks.chaos.Fault.Healing;
import io.ledgerlink.nexus.cache.test.redis.BadNetwork;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One server that keeps nothing on disk, and a proxy in front of it for each instance; the instances come as a user of their own. */
final class SingleRedis implements Deployment {

    private static final String USER = "ledger";
    private static final String PASSWORD = "secret";
    private static final List<String> POLICIES = List.of(
            "noeviction",
            "allkeys-lru",
            "allkeys-lfu",
            "allkeys-random",
            "volatile-lru",
            "volatile-lfu",
            "volatile-random",
            "volatile-ttl");

    /** What may be taken from the user: everything, or only a part. */
    private static final List<String> RIGHTS =
            List.of("-@all", "-publish", "-evalsha", "-mget", "resetchannels", "resetkeys");

    private static final String FILL = "for i = 1, 500 do redis.pcall('SET', 'junk:' .. i, string.rep('x', 1000)) end";
    private static final String CLEAR = "for i = 1, 500 do redis.pcall('DEL', 'junk:' .. i) end";
    private static final String BURST = "for i = 1, 300 do redis.call('PUBLISH', ARGV[1], string.rep('x', 10000)) end";
    private static final int ROOM = 200_000;

    private final RedisServer redis;
    private final List<BadNetwork> networks;

    private SingleRedis(RedisServer redis, int instances) {
        this.redis = redis;
        this.networks = Stream.generate(() -> BadNetwork.to(redis.port()))
                .limit(instances)
                .toList();
    }

    static SingleRedis startFor(int instances) {
        return new SingleRedis(RedisServer.start("--user", USER, "on", ">" + PASSWORD, "~*", "&*", "+@all"), instances);
    }

    @Override
    public String uri(int instance) {
        return "redis://" + USER + ":" + PASSWORD + "@127.0.0.1:"
                + networks.get(instance).port();
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(List.of(
                Fault.lasting("kill-empty", redis::kill, redis::startAgain),
                Fault.lasting("freeze", redis::freeze, redis::thaw),
                Fault.brief("kill-pubsub", () -> redis.cli("CLIENT", "KILL", "TYPE", "pubsub")),
                Fault.brief("kill-normal", () -> redis.cli("CLIENT", "KILL", "TYPE", "normal")),
                ofNetworks("refused", BadNetwork::refuse, BadNetwork::accept),
                ofNetworks("half-open", BadNetwork::swallow, BadNetwork::pass),
                ofNetworks("latency", BadNetwork::delay, BadNetwork::pass),
                ofNetworks("cut", BadNetwork::cut, network -> {}),
                Fault.lasting("overrun", this::overrun, this::endOverrun),
                Fault.brief("flushall", () -> redis.cli("FLUSHALL")),
                Fault.brief("script-flush", () -> redis.cli("SCRIPT", "FLUSH")),
                new Fault("acl", this::takeRights)));
        POLICIES.forEach(
                policy -> faults.add(Fault.lasting("maxmemory-" + policy, () -> fill(policy), this::giveMemory)));
        return faults;
    }

    /** One that meets all instances alike, or one alone: the others then go on and tell it of what it cannot hear. */
    private Fault ofNetworks(String name, Consumer<BadNetwork> blow, Consumer<BadNetwork> healing) {
        return new Fault(name, random -> {
            List<BadNetwork> hit =
                    random.nextInt(3) == 0 ? networks : List.of(networks.get(random.nextInt(networks.size())));
            hit.forEach(blow);
            return () -> hit.forEach(healing);
        });
    }

    /** Subscribers that do not read as fast as the server writes are thrown out. */
    private void overrun() {
        redis.cli("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32768 16384 1");
        redis.cli("EVAL", BURST, "0", ChaosInstance.APPLICATION + ":!bus");
    }

    private void endOverrun() {
        redis.cli("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
    }

    private Healing takeRights(Random random) {
        redis.cli("ACL", "SETUSER", USER, RIGHTS.get(random.nextInt(RIGHTS.size())));
        return () -> redis.cli("ACL", "SETUSER", USER, "+@all", "~*", "&*");
    }

    private void fill(String policy) {
        String used = redis.cli("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow()
                .substring("used_memory:".length());
        redis.cli("CONFIG", "SET", "maxmemory-policy", policy);
        redis.cli("CONFIG", "SET", "maxmemory", Long.toString(Long.parseLong(used.strip()) + ROOM));
        redis.cli("EVAL", FILL, "0");
    }

    private void giveMemory() {
        redis.cli("CONFIG", "SET", "maxmemory", "0");
        redis.cli("EVAL", CLEAR, "0");
    }

    @Override
    public void close() {
        networks.forEach(BadNetwork::close);
        redis.close();
    }
}
