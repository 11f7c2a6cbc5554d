package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Whole applications that connect as a user of Redis who may do what the cache needs, and nothing else. */
class RestrictedUserTests {

    private static final String PREFIX = "books";

    /** Where the README names the rights. */
    private static final Pattern RIGHTS = Pattern.compile("`(resetchannels ~" + PREFIX + ":[^`]*)`");

    @Test
    void twoInstancesOfAUserWithTheRightsOfTheReadmeShareAndEvict() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            setUser(redis);
            redis.awaitAge();
            try (ConfigurableApplicationContext one = start(redis);
                    ConfigurableApplicationContext other = start(redis)) {
                assertThat(redis.cli("CLIENT", "LIST").lines())
                        .filteredOn(line -> line.contains("user=clerk"))
                        .hasSizeGreaterThanOrEqualTo(4);
                String first = balance(one);
                Await.until(
                        "Redis has the entry",
                        () -> !redis.cli("KEYS", "books:{acme}:balances:*").isBlank());
                assertThat(balance(other)).isEqualTo(first);

                assertThat(one.getBean(CacheEvictor.class)
                                .evictTag("acme", "account:A-1")
                                .status())
                        .isEqualTo(Status.CONFIRMED);
                assertThat(balance(one)).isNotEqualTo(first);
                Await.until("the other has heard", () -> !balance(other).equals(first));
                assertThat(one.getBean(CacheEvictor.class).evictAll().status()).isEqualTo(Status.CONFIRMED);
                currencies(one).put("EUR", "Euro");
                Await.until(
                        "the other reads what was put", () -> currencies(other).get("EUR") != null);
                assertThat(one.getBean(CacheEvictor.class).purge().tenant("acme"))
                        .isPositive();
                assertThat(refused(redis))
                        .as("refused, beside what the driver says of itself")
                        .isSubsetOf("client", "client|setinfo");
            }
        }
    }

    private static List<String> refused(RedisServer redis) {
        List<String> log = redis.cli("ACL", "LOG").lines().map(String::strip).toList();
        return IntStream.range(1, log.size())
                .filter(line -> log.get(line - 1).equals("object"))
                .mapToObj(log::get)
                .toList();
    }

    private static void setUser(RedisServer redis) throws IOException {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "clerk", "reset", "on", ">secret"));
        Matcher rights = RIGHTS.matcher(Files.readString(Path.of("../README.md")));
        assertThat(rights.find()).as("the README names the rights").isTrue();
        command.addAll(List.of(rights.group(1).split("\\s+")));
        assertThat(redis.cli(command.toArray(String[]::new))).isEqualTo("OK");
    }

    private static Cache currencies(ApplicationContext instance) {
        return Objects.requireNonNull(instance.getBean(CacheManager.class).getCache("currencies"));
    }

    private static String balance(ApplicationContext instance) {
        return instance.getBean(LedgerQueries.class).balance("acme", "A-1");
    }

    private static ConfigurableApplicationContext start(RedisServer redis) {
        return LedgerApplication.startNamed(
                PREFIX,
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--spring.data.redis.username=clerk",
                "--spring.data.redis.password=secret");
    }
}
