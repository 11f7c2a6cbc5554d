package io.ledgerlink.nexus.cache.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process of its own that hears evictions, so that its processor time can be told from the publisher's.
 *
 * <p>It answers each line of its input by one of its output: how many it has heard, and its processor time in nanoseconds.
 * It ends with its input.
 */
public final class Listener {

    static final String CHANNEL = Ledger.APPLICATION + ":!bus";

    /** The tenants of which an instance has entries, and which are evicted. */
    static final int TENANTS = 100;

    private Listener() {}

    /** Listens as an instance of the cache ({@code cache}) or with nothing but Lettuce ({@code raw}), to a Redis. */
    public static void main(String[] args) throws IOException {
        LongAdder heard = new LongAdder();
        if (args[0].equals("cache")) {
            listenAsInstance(args[1], heard);
        } else {
            listenRaw(args[1], heard);
        }
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        while (asked.readLine() != null) {
            System.out.println(heard.sum() + " " + system.getProcessCpuTime());
        }
        System.exit(0);
    }

    private static void listenAsInstance(String uri, LongAdder heard) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(uri)));
        factory.afterPropertiesSet();
        factory.start();
        NexusCache cache = Ledger.instance().redis(factory).build();
        QueryHandle<String> handle = cache.<String>query(
                        QueryShape.of(Ledger.CACHE, "entries", "accountId"), String.class)
                .loader((tenant, page, arguments) -> "value");
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            handle.get(tenant(tenant), RemoteLedger.account(0));
        }
        cache.evictor().addListener(eviction -> heard.increment());
    }

    private static void listenRaw(String uri, LongAdder heard) {
        StatefulRedisPubSubConnection<byte[], byte[]> subscription =
                RedisClient.create(uri).connectPubSub(ByteArrayCodec.INSTANCE);
        subscription.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                heard.increment();
            }
        });
        subscription.sync().subscribe(CHANNEL.getBytes(StandardCharsets.UTF_8));
    }

    static String tenant(int number) {
        return "t" + number;
    }
}
