package io.ledgerlink.nexus.cache.benchmarks;

import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.anno.config.EnableMethodCache;
import com.alicp.jetcache.anno.support.GlobalCacheConfig;
import com.alicp.jetcache.anno.support.JetCacheBaseBeans;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;

/**
 * JetCache over Caffeine and Redis, wired as its documentation does without Spring Boot, whose version 4 its
 * auto-configuration does not know.
 *
 * <p>Values are the JSON that {@code @Cacheable} over Redis has; its own default is Java's serialization. Its statistics are
 * off.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodCache(basePackages = "io.ledgerlink.nexus.cache.benchmarks", proxyTargetClass = true)
@Import(JetCacheBaseBeans.class)
class JetCacheConfiguration {

    @Bean(destroyMethod = "shutdown")
    RedisClient jetCacheClient(LettuceConnectionFactory factory) {
        return RedisClient.create(RedisURI.create(factory.getHostName(), factory.getPort()));
    }

    @Bean
    GlobalCacheConfig jetCacheSettings(RedisClient client) {
        GenericJacksonJsonRedisSerializer json = SpringJson.serializer("com.alicp.jetcache.", "[Ljava.lang.");
        CacheBuilder local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE);
        CacheBuilder remote = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
                .valueEncoder(json::serialize)
                .valueDecoder(json::deserialize)
                .keyPrefix(Ledger.APPLICATION)
                .broadcastChannel(Ledger.APPLICATION)
                .redisClient(client)
                .pubSubConnection(client.connectPubSub(new JetCacheCodec()));
        GlobalCacheConfig settings = new GlobalCacheConfig();
        settings.setLocalCacheBuilders(Map.of(CacheConsts.DEFAULT_AREA, local));
        settings.setRemoteCacheBuilders(Map.of(CacheConsts.DEFAULT_AREA, remote));
        return settings;
    }
}
