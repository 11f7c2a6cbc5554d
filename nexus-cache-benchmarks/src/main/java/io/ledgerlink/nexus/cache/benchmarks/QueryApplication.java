package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheAutoConfiguration;
import io.ledgerlink.nexus.cache.autoconfigure.NexusCacheQueriesAutoConfiguration;
import io.ledgerlink.nexus.cache.autoconfigure.metrics.NexusCacheMetricsAutoConfiguration;
import io.ledgerlink.nexus.cache.micrometer.NexusCacheMeters;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.MapPropertySource;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/** A Spring application whose {@link LedgerQueries} are behind a proxy of one rival, of the class as Spring Boot makes them. */
final class QueryApplication implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final @Nullable RedisServer redis;

    private QueryApplication(Class<?>... configuration) {
        this(LedgerQueries.class, null, Map.of(), configuration);
    }

    /** One of a rival that is not built in: of queries with its annotation, over a Redis that is closed with it. */
    QueryApplication(
            Class<? extends LedgerQueries> queries,
            @Nullable RedisServer redis,
            Map<String, Object> properties,
            Class<?>... configuration) {
        this.redis = redis;
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("spring.application.name", Ledger.APPLICATION);
        settings.put("nexus.cache.defaults.ttl", Ledger.TTL.toHours() + "h");
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("application", settings));
        AopConfigUtils.registerAutoProxyCreatorIfNecessary(context);
        AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(context);
        context.register(queries);
        context.register(configuration);
        if (redis != null) {
            context.registerBean(LettuceConnectionFactory.class, redis::connectionFactory);
        }
        context.refresh();
    }

    /** Nothing but a proxy: an interceptor that only proceeds. */
    static QueryApplication intercepted() {
        return new QueryApplication(Intercepted.class);
    }

    /** Spring's {@code @Cacheable} over Caffeine. */
    static QueryApplication cacheable() {
        return new QueryApplication(InCaffeine.class);
    }

    /** {@code @CachedQuery} with all its instances in this process. */
    static QueryApplication cachedQuery() {
        return new QueryApplication(
                InMemory.class, NexusCacheQueriesAutoConfiguration.class, NexusCacheAutoConfiguration.class);
    }

    /** {@link #cachedQuery} with its meters in a registry. */
    static QueryApplication cachedQueryWithMeters() {
        QueryApplication application = new QueryApplication(
                InMemory.class,
                NexusCacheQueriesAutoConfiguration.class,
                NexusCacheAutoConfiguration.class,
                NexusCacheMetricsAutoConfiguration.class);
        application.context.getBean(NexusCacheMeters.class).bindTo(new SimpleMeterRegistry());
        return application;
    }

    /** Spring's {@code @Cacheable} over Redis, as JSON. */
    static QueryApplication cacheableRedis() {
        return new QueryApplication(LedgerQueries.class, RedisServer.start(), Map.of(), InRedis.class);
    }

    /** {@code @CachedQuery} over Redis alone, so that every hit is a remote one. */
    static QueryApplication cachedQueryRemote() {
        return new QueryApplication(
                LedgerQueries.class,
                RedisServer.start(),
                Map.of(
                        "nexus.cache.defaults.local.max-entries", "0",
                        "nexus.cache.remote.timeout", "10s",
                        "nexus.cache.remote.startup-timeout", "20s"),
                NexusCacheQueriesAutoConfiguration.class,
                NexusCacheAutoConfiguration.class);
    }

    LedgerQueries queries() {
        return context.getBean(LedgerQueries.class);
    }

    NexusCache cache() {
        return context.getBean(NexusCache.class);
    }

    long keysInRedis() {
        return Long.parseLong(Objects.requireNonNull(redis).cli("DBSIZE"));
    }

    @Override
    public void close() {
        context.close();
        if (redis != null) {
            redis.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Intercepted {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static Advisor advisor() {
            MethodInterceptor proceeding = MethodInvocation::proceed;
            return new DefaultPointcutAdvisor(
                    AnnotationMatchingPointcut.forMethodAnnotation(CachedQuery.class), proceeding);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class InCaffeine {

        @Bean
        CaffeineCacheManager cacheManager() {
            CaffeineCacheManager manager = new CaffeineCacheManager(Ledger.CACHE);
            manager.setCaffeine(Ledger.caffeine());
            return manager;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class InRedis {

        @Bean
        RedisCacheManager cacheManager(RedisConnectionFactory factory) {
            return RedisCacheManager.builder(factory)
                    .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                            .entryTtl(Ledger.TTL)
                            .serializeValuesWith(SerializationPair.fromSerializer(SpringJson.serializer())))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class InMemory {

        @Bean
        InMemoryRemote remote() {
            return new InMemoryRemote();
        }
    }
}
