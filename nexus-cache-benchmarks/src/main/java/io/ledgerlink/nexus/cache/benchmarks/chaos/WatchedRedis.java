package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.benchmarks.chaos.Fault.Healing;
import io.ledgerlink.nexus.cache.test.redis.RedisSentinels;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A primary, its replica and the sentinels that watch them. */
final class WatchedRedis implements Deployment {

    private final RedisSentinels sentinels = RedisSentinels.start();

    @Override
    public String uri(int instance) {
        return sentinels.sentinels().stream()
                .map(sentinel -> sentinel.host() + ":" + sentinel.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + RedisSentinels.MASTER_NAME));
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault("sentinel-kill", this::killPrimary),
                Fault.brief("sentinel-failover", this::failOver),
                Fault.brief("kill-pubsub", () -> sentinels.master().cli("CLIENT", "KILL", "TYPE", "pubsub")),
                Fault.brief("kill-normal", () -> sentinels.master().cli("CLIENT", "KILL", "TYPE", "normal")),
                Fault.brief("flushall", () -> sentinels.master().cli("FLUSHALL")));
    }

    private Healing killPrimary(Random random) {
        RedisServer old = sentinels.master();
        sentinels.killMaster();
        return () -> {
            old.startAgain();
            follow(old);
        };
    }

    /** Sentinels leave a server that came back alone for some seconds, and could promote it meanwhile, empty as it is. */
    private void follow(RedisServer replica) {
        RedisServer primary = sentinels.master();
        replica.cli("REPLICAOF", primary.host(), Integer.toString(primary.port()));
        sentinels.awaitReplicated();
    }

    private void failOver() {
        sentinels.awaitReplicated();
        sentinels.failover();
    }

    @Override
    public void close() {
        sentinels.close();
    }
}
