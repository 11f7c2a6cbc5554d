package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@ExtendWith(OutputCaptureExtension.class)
class NexusCacheAutoConfigurationTests {

    private static final CacheKey KEY = CacheKey.builder("ledger")
            .query("entries")
            .tenant("acme")
            .part("account", 1)
            .build();

    private final ApplicationContextRunner alone =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(NexusCacheAutoConfiguration.class));

    private final ApplicationContextRunner withRedis = alone.withConfiguration(
                    AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues("spring.application.name=ledger", "nexus.cache.remote.startup-timeout=5s");

    private final AtomicInteger loads = new AtomicInteger();

    private int ask(NexusCache cache) {
        return Objects.requireNonNull(cache.get(KEY, Integer.class, loads::incrementAndGet));
    }

    @Test
    void aCacheAndItsEvictorAreThere() {
        alone.run(context -> {
            NexusCache cache = context.getBean(NexusCache.class);
            assertThat(ask(cache)).isEqualTo(1);
            assertThat(ask(cache)).isEqualTo(1);
            context.getBean(CacheEvictor.class).evictQuery(KEY);
            assertThat(ask(cache)).isEqualTo(2);
        });
    }

    @Test
    void theUsersCacheGoesFirst() {
        NexusCache users = mock(NexusCache.class);
        CacheEvictor evictor = mock(CacheEvictor.class);
        alone.withBean("users", NexusCache.class, () -> users)
                .withBean("usersEvictor", CacheEvictor.class, () -> evictor)
                .run(context -> {
                    assertThat(context.getBean(NexusCache.class)).isSameAs(users);
                    assertThat(context.getBean(CacheEvictor.class)).isSameAs(evictor);
                });
    }

    @Test
    void theCacheClosesWithTheContext() {
        InMemoryRemote remote = new InMemoryRemote();
        NexusCache[] cache = new NexusCache[1];
        alone.withBean(InMemoryRemote.class, () -> remote).run(context -> {
            cache[0] = context.getBean(NexusCache.class);
            assertThat(cache[0].evictor().evictAll().heardBy()).hasValue(1);
        });
        alone.withBean(InMemoryRemote.class, () -> remote)
                .run(context -> assertThat(
                                context.getBean(CacheEvictor.class).evictAll().heardBy())
                        .hasValue(1));
    }

    @Test
    void settingsReachTheCache() {
        alone.withPropertyValues("nexus.cache.caches.ledger.local.max-entries=0")
                .run(context -> {
                    ask(context.getBean(NexusCache.class));
                    assertThat(ask(context.getBean(NexusCache.class))).isEqualTo(2);
                });
    }

    @Test
    void customizersHaveTheLastWordInTheirOrder() {
        List<String> called = new ArrayList<>();
        alone.withBean("second", NexusCacheBuilderCustomizer.class, () -> new Second(called))
                .withBean("first", NexusCacheBuilderCustomizer.class, () -> new First(called))
                .withPropertyValues("nexus.cache.caches.ledger.ttl=1h")
                .run(context -> {
                    ask(context.getBean(NexusCache.class));
                    assertThat(ask(context.getBean(NexusCache.class))).isEqualTo(2);
                    assertThat(called).containsExactly("first", "second");
                });
    }

    @Order(1)
    private record First(List<String> called) implements NexusCacheBuilderCustomizer {

        @Override
        public void customize(io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder builder) {
            called.add("first");
        }
    }

    @Order(2)
    private record Second(List<String> called) implements NexusCacheBuilderCustomizer {

        @Override
        public void customize(io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder builder) {
            called.add("second");
            builder.cache(
                    "ledger",
                    CachePolicy.defaults().withLocal(CachePolicy.Local.none()).withRemote(false));
        }
    }

    @Nested
    class SwitchedOff {

        private final ApplicationContextRunner off = withRedis.withPropertyValues("nexus.cache.enabled=false");

        @Test
        void everyCallAsksItsSourceAndEvictionsDoNothing() {
            off.run(context -> {
                assertThat(ask(context.getBean(NexusCache.class))).isEqualTo(1);
                assertThat(ask(context.getBean(NexusCache.class))).isEqualTo(2);
                EvictionReceipt receipt = context.getBean(CacheEvictor.class).evictAll();
                assertThat(receipt.status()).isEqualTo(EvictionReceipt.Status.CONFIRMED);
                assertThat(receipt.stamps()).isEmpty();
            });
        }

        @Test
        void nothingIsConnected(CapturedOutput output) {
            off.withPropertyValues("spring.data.redis.port=1", "nexus.cache.remote.startup-timeout=10m")
                    .run(context -> {
                        assertThat(context).hasSingleBean(NexusCache.class);
                        assertThat(context.getBean(NexusCache.class)
                                        .busStatistics()
                                        .connected())
                                .isFalse();
                    });
            assertThat(output).doesNotContain("Redis is not there");
        }

        @Test
        void noCustomizerIsAsked() {
            NexusCacheBuilderCustomizer customizer = mock(NexusCacheBuilderCustomizer.class);
            off.withBean(NexusCacheBuilderCustomizer.class, () -> customizer)
                    .run(context -> org.mockito.Mockito.verifyNoInteractions(customizer));
            alone.withBean(NexusCacheBuilderCustomizer.class, () -> customizer)
                    .run(context -> verify(customizer).customize(any()));
        }
    }

    @Nested
    class WithoutRedis {

        @Test
        void theLocalTierWorksAndItIsSaidOnce(CapturedOutput output) {
            alone.run(context -> assertThat(
                            context.getBean(NexusCache.class).busStatistics().connected())
                    .isFalse());
            assertThat(output).doesNotContain(" is there, ");
            assertThat(output.getOut().split("No Redis is connected to the cache", -1))
                    .hasSize(2);
            assertThat(output)
                    .contains("No Redis is connected to the cache: each instance keeps results for itself, and hears"
                            + " of no other's evictions");
        }

        @Test
        void springDataRedisNeedNotBeOnTheClassPath() {
            withRedis
                    .withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce"))
                    .run(context -> {
                        assertThat(ask(context.getBean(NexusCache.class))).isEqualTo(1);
                        assertThat(context).doesNotHaveBean(RemoteConnection.class);
                    });
        }

        @Test
        void noNameIsNeeded() {
            alone.run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void theRemoteTierCanBeLeftOutThoughThereIsARedis(CapturedOutput output) {
            withRedis
                    .withPropertyValues("nexus.cache.remote.enabled=false", "spring.data.redis.port=1")
                    .run(context -> assertThat(context).hasSingleBean(NexusCache.class));
            assertThat(output).doesNotContain("Redis is not there").contains("No Redis is connected to the cache");
        }

        @Test
        void aNamedFactoryIsMissed() {
            alone.withPropertyValues("nexus.cache.remote.connection-factory=cacheRedis")
                    .run(context -> assertThat(StartupFailure.of(context))
                            .extracting(FailureAnalysis::getDescription)
                            .asString()
                            .contains("nexus.cache.remote.connection-factory", "cacheRedis")
                            .contains("The application has no RedisConnectionFactory bean at all."));
        }
    }

    @Nested
    class WithRedis {

        private final SharedRedis redis = SharedRedis.of(NexusCacheAutoConfigurationTests.class);

        private final ApplicationContextRunner real = withRedis.withPropertyValues(
                "spring.data.redis.url=" + redis.uri(), "nexus.cache.prefix=" + redis.prefix());

        @Test
        void anotherInstanceHitsAndHearsOfEvictions() {
            real.run(one -> real.run(other -> {
                ask(one.getBean(NexusCache.class));
                Await.until(
                        "the entry is stored",
                        () -> one.getBean(NexusCache.class).statistics("ledger").stores() == 1);
                assertThat(other.getBean(NexusCache.class)
                                .fetch(KEY, Integer.class, loads::incrementAndGet, FetchOptions.cached())
                                .status())
                        .isEqualTo(CacheStatus.HIT_REMOTE);
                one.getBean(CacheEvictor.class).evictTenant("acme");
                Await.until("the eviction is heard", () -> ask(other.getBean(NexusCache.class)) > 1);
            }));
        }

        @Test
        void keysBeginWithTheApplicationsNameWithoutAPrefix() {
            String name = redis.prefix() + "-name";
            withRedis
                    .withPropertyValues("spring.data.redis.url=" + redis.uri(), "spring.application.name=" + name)
                    .run(context -> {
                        ask(context.getBean(NexusCache.class));
                        Await.until(
                                "the entry is stored",
                                () -> !redis.cli("KEYS", name + ":{*}:ledger:v*")
                                        .isBlank());
                    });
        }

        @Test
        void evictionsTravelOnTheChannelThatIsConfigured() {
            String channel = redis.prefix() + "-channel";
            real.withPropertyValues("nexus.cache.bus.channel=" + channel)
                    .run(context ->
                            assertThat(redis.cli("PUBSUB", "CHANNELS", channel)).contains(channel));
        }

        @Test
        void theUsersContainerAndFactoryAreLeftAlone() {
            real.run(context -> {
                assertThat(context).hasSingleBean(RedisConnectionFactory.class);
                assertThat(context.getBeanNamesForType(java.util.concurrent.Executor.class))
                        .isEmpty();
            });
        }

        @Test
        void anotherFactoryCanBeNamed() {
            withRedis
                    .withPropertyValues(
                            "nexus.cache.prefix=" + redis.prefix(), "nexus.cache.remote.connection-factory=cacheRedis")
                    .withBean("cacheRedis", LettuceConnectionFactory.class, redis::connectionFactory)
                    .withBean("mainRedis", LettuceConnectionFactory.class, LettuceConnectionFactory::new)
                    .run(context -> assertThat(context.getBean(NexusCache.class)
                                    .busStatistics()
                                    .connected())
                            .isTrue());
        }
    }

    @Test
    void aRedisThatRefusesIsNamedWithItsReason(CapturedOutput output) {
        try (RedisServer server = RedisServer.start()) {
            server.cli("CONFIG", "SET", "requirepass", "secret");
            withRedis
                    .withPropertyValues(
                            "spring.data.redis.url=" + server.uri(), "nexus.cache.remote.startup-timeout=2s")
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(output)
                    .contains("Redis is not there yet (Unable to connect to ")
                    .contains("NOAUTH")
                    .contains("Check where it is and who may log in; it is tried every second")
                    .doesNotContain("secret");
        }
    }

    /** A Redis that a bean brings comes too late for the cache's own construction, and in time for the application's start. */
    @Test
    void redisIsWaitedForWhenAllOtherBeansAreMade(CapturedOutput output) {
        try (RedisServer server = RedisServer.start()) {
            server.stop();
            withRedis
                    .withPropertyValues(
                            "spring.data.redis.url=" + server.uri(), "nexus.cache.remote.startup-timeout=20s")
                    .withBean("brought", Object.class, () -> {
                        server.startAgain();
                        return new Object();
                    })
                    .withInitializer(context -> context.addBeanFactoryPostProcessor(
                            beans -> beans.getBeanDefinition("brought").setDependsOn("nexusCache")))
                    .run(context -> assertThat(context.getBean(NexusCache.class)
                                    .busStatistics()
                                    .connected())
                            .isTrue());
            assertThat(output).doesNotContain("Redis is not there");
        }
    }

    @Test
    void aRedisThatIsDownIsPickedUpWhenItComes(CapturedOutput output) {
        try (RedisServer server = RedisServer.start()) {
            server.stop();
            withRedis
                    .withPropertyValues(
                            "spring.data.redis.url=" + server.uri(), "nexus.cache.remote.startup-timeout=50ms")
                    .run(context -> {
                        NexusCache cache = context.getBean(NexusCache.class);
                        assertThat(ask(cache)).isEqualTo(1);
                        assertThat(ask(cache)).isEqualTo(1);
                        assertThat(output.getOut().split("Redis is not there yet", -1))
                                .hasSize(2);
                        server.startAgain();
                        Await.until(
                                "Redis is picked up",
                                () -> cache.busStatistics().connected());
                        assertThat(context.getBean(CacheEvictor.class)
                                        .evictAll()
                                        .status())
                                .isEqualTo(EvictionReceipt.Status.CONFIRMED);
                    });
        }
    }

    @Nested
    class Codecs {

        @Test
        void aCodecOfTheUsersWrites() {
            CacheCodec codec = new Marked();
            alone.withBean(CacheCodec.class, () -> codec)
                    .withPropertyValues("nexus.cache.caches.ledger.local.store=bytes")
                    .run(context -> {
                        NexusCache cache = context.getBean(NexusCache.class);
                        ask(cache);
                        assertThat(ask(cache)).isEqualTo(4711);
                    });
        }

        @Test
        void severalCodecsForOneFormatAreRefused() {
            alone.withBean("one", CacheCodec.class, Marked::new)
                    .withBean("two", CacheCodec.class, JsonCodec::standard)
                    .run(context -> {
                        FailureAnalysis analysis = StartupFailure.of(context);
                        assertThat(analysis.getDescription())
                                .isEqualTo("The application has several CacheCodec beans that would write what is"
                                        + " configured as JSON: [" + Marked.class.getName() + ", "
                                        + JsonCodec.class.getName() + "].");
                        assertThat(analysis.getAction())
                                .isEqualTo("Keep one of them as a bean; a codec of your own takes the place of JSON, a"
                                        + " CborCodec that of CBOR.");
                    });
        }

        @Test
        void customizersReachTheMappersOfBothFormats() {
            AtomicInteger customized = new AtomicInteger();
            alone.withBean(CacheMapperCustomizer.class, () -> mapper -> customized.incrementAndGet())
                    .run(context -> assertThat(customized).hasValue(2));
        }
    }

    private static final class Marked implements CacheCodec {

        @Override
        public byte id() {
            return 99;
        }

        @Override
        public byte[] encode(Object value, Type type) {
            return new byte[] {1};
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length, Type type) {
            return 4711;
        }
    }

    @Nested
    class StartupErrors {

        @Test
        void aSharedRedisNeedsAName() {
            withRedis.withPropertyValues("spring.application.name=").run(context -> {
                FailureAnalysis analysis = StartupFailure.of(context);
                assertThat(analysis.getDescription())
                        .isEqualTo("The cache shares a Redis and does not know under which name: neither"
                                + " nexus.cache.prefix nor spring.application.name is set. Two applications without a"
                                + " name would read each other's entries.");
                assertThat(analysis.getAction())
                        .isEqualTo("Set spring.application.name, or nexus.cache.prefix, to a name that no other"
                                + " application on this Redis has.");
            });
        }

        @Test
        void aBlankPrefixIsRefused() {
            refuses("nexus.cache.prefix= ", "nexus.cache.prefix", "It is blank. Write a name, or remove the property.");
        }

        @Test
        void aBlankChannelIsRefused() {
            refuses(
                    "nexus.cache.bus.channel= ",
                    "nexus.cache.bus.channel",
                    "It is blank. Write a name, or remove the property.");
        }

        @Test
        void aTimeoutIsLongerThanZero() {
            refuses(
                    "nexus.cache.remote.timeout=0s",
                    "nexus.cache.remote.timeout",
                    "Write a duration longer than zero, such as 250ms.");
            refuses(
                    "nexus.cache.remote.startup-timeout=-1s",
                    "nexus.cache.remote.startup-timeout",
                    "Write a duration from 0s.");
        }

        @Test
        void theBreakerJudgesByWhatThereIs() {
            refuses(
                    "nexus.cache.remote.breaker.calls=65",
                    "nexus.cache.remote.breaker.calls",
                    "Write a number from 1 to 64.");
            refuses(
                    "nexus.cache.remote.breaker.failure-rate=0",
                    "nexus.cache.remote.breaker.failure-rate",
                    "Write a number from 1 to 100.");
            refuses(
                    "nexus.cache.remote.breaker.longest-pause=0s",
                    "nexus.cache.remote.breaker.longest-pause",
                    "Write a duration longer than zero, such as 250ms.");
            refuses(
                    "nexus.cache.remote.breaker.slow-after=-1ms",
                    "nexus.cache.remote.breaker.slow-after",
                    "Write a duration longer than zero, such as 250ms.");
        }

        @Test
        void theBusWaitsLongerThanTwoBeats() {
            refuses(
                    "nexus.cache.bus.gap=2s",
                    "nexus.cache.bus.gap",
                    "Two heartbeats take 2s. Write a longer duration, or shorten nexus.cache.bus.heartbeat.");
            refuses(
                    "nexus.cache.bus.timeout=1s",
                    "nexus.cache.bus.timeout",
                    "Two heartbeats take 2s. Write a longer duration, or shorten nexus.cache.bus.heartbeat.");
            refuses(
                    "nexus.cache.bus.heartbeat=0s",
                    "nexus.cache.bus.heartbeat",
                    "Write a duration longer than zero, such as 250ms.");
        }

        @Test
        void aWrongSettingIsToldWithItsValue() {
            refuses(
                    "nexus.cache.caches.ledger.ttl=-5s",
                    "nexus.cache.caches.ledger.ttl",
                    "Write a duration longer than zero, such as 5m.");
        }

        @Test
        void aWrongSettingIsToldThoughTheCacheIsOff() {
            alone.withPropertyValues("nexus.cache.enabled=false", "nexus.cache.caches.ledger.ttl=-5s")
                    .run(context -> assertThat(StartupFailure.of(context).getDescription())
                            .contains("nexus.cache.caches.ledger.ttl"));
        }

        @Test
        void jedisIsRefused() {
            withRedis.withPropertyValues("spring.data.redis.client-type=jedis").run(context -> {
                FailureAnalysis analysis = StartupFailure.of(context);
                assertThat(analysis.getDescription())
                        .isEqualTo("The cache needs Lettuce, but the application's Redis connection factory is a"
                                + " org.springframework.data.redis.connection.jedis.JedisConnectionFactory.");
                assertThat(analysis.getAction())
                        .isEqualTo("Remove spring.data.redis.client-type=jedis, and the dependency on Jedis if nothing"
                                + " else needs it; or define a LettuceConnectionFactory bean besides and name it in"
                                + " nexus.cache.remote.connection-factory; or set nexus.cache.remote.enabled=false, so"
                                + " that each instance keeps its results for itself.");
            });
        }

        @Test
        void severalFactoriesNeedAMainOne() {
            withRedis
                    .withBean("a", LettuceConnectionFactory.class, LettuceConnectionFactory::new)
                    .withBean("b", LettuceConnectionFactory.class, LettuceConnectionFactory::new)
                    .run(context -> {
                        FailureAnalysis analysis = StartupFailure.of(context);
                        assertThat(analysis.getDescription())
                                .isEqualTo("The application has several Redis connection factories (a, b), and none of"
                                        + " them is the main one.");
                        assertThat(analysis.getAction())
                                .isEqualTo("Name the one that the cache uses in"
                                        + " nexus.cache.remote.connection-factory, or mark one as @Primary.");
                    });
        }

        @Test
        void aNameOfNoFactoryIsRefusedWithTheNearest() {
            withRedis
                    .withPropertyValues("nexus.cache.remote.connection-factory=redisConectionFactory")
                    .run(context -> assertThat(StartupFailure.of(context).getDescription())
                            .contains("There is no RedisConnectionFactory bean of this name. Did you mean"
                                    + " 'redisConnectionFactory'? There are: redisConnectionFactory."));
        }

        private void refuses(String setting, String property, String reason) {
            alone.withPropertyValues(setting).run(context -> {
                FailureAnalysis analysis = StartupFailure.of(context);
                assertThat(analysis.getDescription())
                        .contains("'" + property + "'")
                        .contains(reason);
            });
        }
    }

    @Nested
    class Advice {

        @Test
        void keysThatMeanNothingAreToldWithTheNearest(CapturedOutput output) {
            alone.withPropertyValues(
                            "nexus.cache.caches.ledger.tttl=5m", "nexus.cache.defualts.ttl=5m", "nexus.cache.zzz=1")
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(output)
                    .contains("The property 'nexus.cache.caches.ledger.tttl'")
                    .contains("means nothing to the cache. Did you mean 'ttl'?")
                    .contains("The property 'nexus.cache.defualts.ttl'")
                    .contains("The property 'nexus.cache.zzz'");
        }

        @Test
        void nothingIsSaidOfKeysThatAreRead(CapturedOutput output) {
            alone.withPropertyValues(
                            "nexus.cache.caches.ledger.ttl=5m",
                            "nexus.cache.caches.[a.b].local.max-entries=5",
                            "nexus.cache.policies.short.ttl=1m",
                            "nexus.cache.defaults.local.max-entries=4")
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(output).doesNotContain("means nothing");
        }
    }

    @Test
    void theBreakerIsSetAsConfigured() {
        alone.withPropertyValues("nexus.cache.remote.breaker.calls=1", "nexus.cache.remote.breaker.slow-after=1ns")
                .withBean(
                        NexusCacheBuilderCustomizer.class,
                        () -> builder -> builder.inMemory(new InMemoryRemote()).startupTimeout(Duration.ofSeconds(20)))
                .run(context -> {
                    NexusCache cache = context.getBean(NexusCache.class);
                    CacheKey key = CacheKey.builder("ledger")
                            .tenant("t1")
                            .query("entries")
                            .build();
                    cache.getIfPresent(key, String.class);
                    assertThat(cache.busStatistics().breakerOpenings()).isPositive();
                });
    }

    @Test
    void timesReachTheBuilder() {
        alone.withPropertyValues(
                        "nexus.cache.bus.heartbeat=200ms", "nexus.cache.bus.gap=1s", "nexus.cache.bus.timeout=2s")
                .run(context -> assertThat(
                                context.getBean(NexusCacheProperties.class).bus())
                        .isEqualTo(new NexusCacheProperties.Bus(
                                null, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2))));
    }
}
