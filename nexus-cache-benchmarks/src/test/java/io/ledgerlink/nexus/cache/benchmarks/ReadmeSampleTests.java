package io.ledgerlink.nexus.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class ReadmeSampleTests {

    private final Ledger ledger = new Ledger();

    @Test
    void sampleSeesItsOwnWriteOnBothInstances() {
        try (RedisServer server = RedisServer.start()) {
            LettuceConnectionFactory redis = server.connectionFactory();
            try (NexusCache other =
                    NexusCacheBuilder.named("ledger").redis(redis).build()) {
                QueryHandle<Balance> there = balances(other);
                assertThat(there.get("acme", "A-7")).isEqualTo(new Balance(0));

                // tag::sample[]
                // One for each instance of the service, all on one Redis.
                NexusCache cache =
                        NexusCacheBuilder.named("ledger").redis(redis).build();

                // The query side.
                QueryShape shape = QueryShape.of("balances", "balanceOf", "account");
                QueryHandle<Balance> balances = cache.<Balance>query(shape, Balance.class)
                        .tags(arguments -> List.of("account:" + arguments[0]))
                        .loader((tenant, page, arguments) -> ledger.balance(tenant, arguments[0]));

                Balance before = balances.get("acme", "A-7"); // from memory, else from Redis, else from the ledger

                // The command side.
                ledger.post("acme", "A-7", 100);
                cache.evictor().evictTag("acme", "account:A-7"); // reaches every instance

                Balance after = balances.get("acme", "A-7"); // never from before the eviction
                // end::sample[]

                assertThat(before).isEqualTo(new Balance(0));
                assertThat(after).isEqualTo(new Balance(100));
                Await.until(
                        "the other instance has heard of the eviction",
                        () -> Objects.equals(there.get("acme", "A-7"), new Balance(100)));
                cache.close();
            } finally {
                redis.destroy();
            }
        }
    }

    @Test
    void readmeShowsTheSampleThatIsRun() throws IOException {
        String source = Files.readString(Readme.MODULE.resolve(
                "src/test/java/" + ReadmeSampleTests.class.getName().replace('.', '/') + ".java"));
        assertThat(Readme.read().firstBlock("Without Spring Boot", "java"))
                .isEqualTo(between(source, "// tag::sample[]", "// end::sample[]"));
    }

    private static String between(String text, String begin, String end) {
        int first = text.indexOf('\n', text.indexOf(begin)) + 1;
        int last = text.lastIndexOf('\n', text.indexOf(end, first));
        return text.substring(first, last).stripIndent() + "\n";
    }

    private QueryHandle<Balance> balances(NexusCache cache) {
        return cache.<Balance>query(QueryShape.of("balances", "balanceOf", "account"), Balance.class)
                .tags(arguments -> List.of("account:" + arguments[0]))
                .loader((tenant, page, arguments) -> ledger.balance(tenant, arguments[0]));
    }

    record Balance(long cents) {}

    /** The service's own store. */
    private static final class Ledger {

        private final Map<String, Long> cents = new ConcurrentHashMap<>();

        Balance balance(@Nullable Object tenant, @Nullable Object account) {
            return new Balance(cents.getOrDefault(tenant + "/" + account, 0L));
        }

        void post(String tenant, String account, long amount) {
            cents.merge(tenant + "/" + account, amount, Long::sum);
        }
    }
}
