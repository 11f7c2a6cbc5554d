package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A context whose cache is another one than usual, and contexts that are alike. */
class OtherCachesTests {

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class)
    class Mocked {

        @MockitoBean
        private NexusCache cache;

        @Test
        void aTestRunsThoughThereIsNothingToEmpty() {
            assertThat(cache.evictor()).isNull();
        }
    }

    @Nested
    @SpringBootTest(classes = {TestPrefixTests.Application.class, Two.class})
    class SeveralOfTheApplication {

        private static final CacheKey KEY =
                CacheKey.builder("balances").tenant("acme").query("balance").build();

        @RepeatedTest(2)
        void eachIsEmptied(@Autowired NexusCache first, @Autowired NexusCache second) {
            AtomicInteger loads = new AtomicInteger();
            first.get(KEY, Integer.class, loads::incrementAndGet);
            second.get(KEY, Integer.class, loads::incrementAndGet);
            assertThat(loads).hasValue(2);
        }
    }

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class)
    @AutoConfigureNexusCache
    class InMemoryBesideARedis {

        @Test
        void theApplicationsConnectionsStayAsTheyAre(@Autowired RedisConnectionFactory redis) {
            assertThat(redis).isNotNull();
        }

        @Test
        void classesThatAreAlikeShareAContext(@Autowired NexusCache cache) {
            Contexts.sameForAll(cache);
        }
    }

    @Nested
    @SpringBootTest(classes = LedgerServiceTests.Application.class)
    @AutoConfigureNexusCache
    class InMemoryOnceMore {

        @Test
        void classesThatAreAlikeShareAContext(@Autowired NexusCache cache) {
            Contexts.sameForAll(cache);
        }
    }

    /** The cache of the first class that asks. */
    private static final class Contexts {

        private static @Nullable NexusCache first;

        private static synchronized void sameForAll(NexusCache cache) {
            first = first == null ? cache : first;
            assertThat(cache).isSameAs(first);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Two {

        @Bean
        NexusCache first() {
            return NexusCacheBuilder.named("first").build();
        }

        @Bean
        NexusCache second() {
            return NexusCacheBuilder.named("second").build();
        }
    }
}
