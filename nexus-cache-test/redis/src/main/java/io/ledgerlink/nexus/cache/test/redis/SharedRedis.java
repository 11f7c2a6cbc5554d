package io.ledgerlink.nexus.cache.test.redis;

import java.util.List;
import java.util.UUID;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A test class's own key prefix on a Redis that all tests of the JVM share.
 *
 * <p>For tests that need a real Redis and leave it as it is: they neither stop nor flush nor configure it. It is the
 * server that {@code NEXUS_TEST_REDIS} names, else a container, else a process; what was chosen is printed once.
 */
public final class SharedRedis {

    private final String prefix;

    private SharedRedis(String prefix) {
        this.prefix = prefix;
    }

    /** A prefix that no other class and no other run has. */
    public static SharedRedis of(Class<?> testClass) {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        return new SharedRedis(testClass.getSimpleName() + "-" + unique);
    }

    public String prefix() {
        return prefix;
    }

    public String uri() {
        return Server.SHARED.uri();
    }

    /** Sends one command as {@link RedisServer#cli} does. */
    public String cli(String... args) {
        return Server.SHARED.cli(List.of(args));
    }

    /** A started factory for the shared server; whoever asks destroys it. */
    public LettuceConnectionFactory connectionFactory() {
        return ConnectionFactories.standalone(uri());
    }

    private static final class Server implements SharedServer.Origins {

        static final SharedServer SHARED = choose();

        private static SharedServer choose() {
            SharedServer chosen = SharedServer.choose(System.getenv(), RedisOrigin.forced(), new Server());
            System.out.println("Test Redis, shared: " + chosen.origin());
            Await.until(
                    "the shared Redis is two seconds old",
                    () -> RedisServer.isOfAge(chosen.cli(List.of("INFO", "server"))));
            return chosen;
        }

        @Override
        public SharedServer container() throws ContainerUnavailableException {
            return ContainerRedis.start(System.getenv());
        }

        @Override
        @SuppressWarnings("resource") // lives until the JVM ends
        public SharedServer process() {
            return new SharedServer(RedisServer.start().uri(), "own process");
        }
    }
}
