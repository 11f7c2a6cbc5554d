package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.spring.CacheCallAdvisor;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of Spring's cache manager over the cache, where {@code @EnableCaching} asks for one, the application has
 * none, and {@code spring.cache.type} names none.
 *
 * <p>As with Spring Boot's own, {@code spring.cache.cache-names} names all caches that there are; without it they come when
 * they are asked for.
 *
 * @since 0.1
 */
@AutoConfiguration(
        after = NexusCacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@Import({NexusCacheManagerAutoConfiguration.Manager.class, NexusCacheManagerAutoConfiguration.Calls.class})
public final class NexusCacheManagerAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @Order(1)
    @ConditionalOnBean({NexusCache.class, CacheAspectSupport.class})
    @ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
    @Conditional(NoOtherType.class)
    static class Manager {

        @Bean
        NexusCacheManager cacheManager(
                NexusCache cache,
                NexusCacheProperties properties,
                ObjectProvider<TenantResolver> tenants,
                Environment environment) {
            Set<String> names = Binder.get(environment)
                    .bind("spring.cache.cache-names", Bindable.setOf(String.class))
                    .orElse(Set.of());
            return NexusCacheManager.over(cache)
                    .settings(new SpringCaches(properties.caches(), names))
                    .names(names)
                    .tenants(tenants.orderedStream().toList())
                    .build();
        }
    }

    // Nested classes are read in no certain order, and the condition asks for what the one above defines.
    @Configuration(proxyBeanMethods = false)
    @Order(2)
    @ConditionalOnBean({NexusCacheManager.class, CacheAspectSupport.class})
    static class Calls {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        @ConditionalOnMissingBean
        static CacheCallAdvisor nexusCacheCallAdvisor() {
            return new CacheCallAdvisor();
        }
    }

    static final class NoOtherType extends NoneNestedConditions {

        NoOtherType() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("spring.cache.type")
        static final class Named {}
    }
}
