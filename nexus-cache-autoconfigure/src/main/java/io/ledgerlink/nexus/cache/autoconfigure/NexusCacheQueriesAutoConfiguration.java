package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.eviction.EvictingCommands;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveCacheEvictor;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveTransactions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of {@code @CachedQuery} and {@code @EvictsQueries} on the methods of beans.
 *
 * <p>The advisors stand on nothing that they do not need at once: no bean is created before its time for their sake.
 *
 * @since 0.1
 */
@AutoConfiguration(before = NexusCacheAutoConfiguration.class)
@Import(AutoProxyRegistrar.class)
public final class NexusCacheQueriesAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CachedQueries nexusCacheQueries(
            ObjectProvider<NexusCache> cache,
            ObjectProvider<PolicyLayers> policies,
            ObjectProvider<TenantResolver> tenants,
            ObjectProvider<ReactiveTransactions> transactions,
            ConfigurableListableBeanFactory beans) {
        Supplier<@Nullable ReactiveTransactions> reactive = SingletonSupplier.of(transactions::getIfAvailable);
        return new CachedQueries(
                cache::getObject,
                () -> new ConfiguredPolicies(policies.getObject(), cache.getObject()),
                () -> tenants.orderedStream().toList(),
                (subscriber, key, asked) -> {
                    ReactiveTransactions found = reactive.get();
                    return found == null ? asked : found.options(subscriber, key, asked);
                },
                beans);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor nexusCacheQueryAdvisor(CachedQueries queries) {
        return queries.advisor();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static EvictingCommands nexusCacheCommands(
            ObjectProvider<CacheEvictor> evictor,
            ObjectProvider<ReactiveCacheEvictor> reactive,
            ObjectProvider<TenantResolver> tenants,
            ConfigurableListableBeanFactory beans) {
        return new EvictingCommands(beans, () -> tenants.orderedStream().toList(), evictor::getObject, () -> {
            ReactiveCacheEvictor available = reactive.getIfAvailable();
            return available == null ? null : available::evict;
        });
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor nexusCacheCommandAdvisor(EvictingCommands commands) {
        return commands.advisor();
    }

    @Bean
    static SmartInitializingSingleton nexusCacheMethodCheck(CachedQueries queries, EvictingCommands commands) {
        return () -> {
            List<QueryFault> faults = new ArrayList<>(queries.findFaults());
            faults.addAll(commands.findFaults());
            if (!faults.isEmpty()) {
                throw new InvalidQueriesException(faults);
            }
        };
    }
}
