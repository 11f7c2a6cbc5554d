package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.eviction.AnnotatedEvictor;
import io.ledgerlink.nexus.cache.eviction.EvictingCommands;
import io.ledgerlink.nexus.cache.journal.EvictionJournal;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the cache and its evictor.
 *
 * @since 0.1
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@EnableConfigurationProperties(NexusCacheProperties.class)
@Import({RedisRemoteConfiguration.class, TransactionsConfiguration.class})
public final class NexusCacheAutoConfiguration {

    @Bean
    PolicyLayers nexusCachePolicyLayers(NexusCacheProperties properties, Environment environment) {
        return new PolicyLayers(properties, environment.containsProperty("nexus.cache.defaults.ttl"));
    }

    @Bean
    SettingsAdvice nexusCacheSettingsAdvice(
            NexusCacheProperties properties,
            Environment environment,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<EvictingCommands> commands) {
        return new SettingsAdvice(properties, environment, beans, commands);
    }

    @Bean
    CacheCodecs nexusCacheCodecs(ObjectProvider<CacheCodec> codecs, ObjectProvider<CacheMapperCustomizer> customizers) {
        return new CacheCodecs(codecs, customizers);
    }

    /** What the configuration says, a new one for each injection point. The cache of the application is built by one of them. */
    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    NexusCacheBuilder nexusCacheBuilder(
            NexusCacheProperties properties,
            Environment environment,
            PolicyLayers policies,
            CacheCodecs codecs,
            ObjectProvider<RemoteConnection> remotes,
            ObjectProvider<Transactions> transactions,
            ObjectProvider<EvictionJournal> journals,
            ObjectProvider<NexusCacheBuilderCustomizer> customizers) {
        return new CacheAssembly(properties, environment.getProperty("spring.application.name"), policies, codecs)
                .builder(remotes, transactions, journals, customizers);
    }

    @Bean
    @ConditionalOnMissingBean
    NexusCache nexusCache(NexusCacheProperties properties, ObjectProvider<NexusCacheBuilder> builder) {
        return properties.enabled() ? builder.getObject().build() : NexusCacheBuilder.off();
    }

    @Bean
    ReadyAtStart nexusCacheReadyAtStart(NexusCache cache, NexusCacheProperties properties) {
        return new ReadyAtStart(
                cache,
                CacheAssembly.notNegative(
                        "remote.startup-timeout", properties.remote().startupTimeout()));
    }

    @Bean
    @ConditionalOnMissingBean
    CacheEvictor cacheEvictor(
            NexusCache cache, ObjectProvider<CachedQueries> queries, ConfigurableListableBeanFactory beans) {
        CachedQueries known = queries.getIfAvailable();
        return known == null ? cache.evictor() : new AnnotatedEvictor(cache.evictor(), known, beans);
    }
}
