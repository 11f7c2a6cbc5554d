package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.TenantResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of the tenant resolver that {@code nexus.cache.tenant.*} asks for; without a word there is none.
 *
 * @since 0.1
 */
@AutoConfiguration
@Conditional(NexusCacheTenantAutoConfiguration.Wanted.class)
@EnableConfigurationProperties(NexusCacheProperties.class)
public final class NexusCacheTenantAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TenantResolver nexusCacheTenantResolver(NexusCacheProperties properties, ResourceLoader loader) {
        ClassLoader classes = loader.getClassLoader();
        return new TenantSources(properties.tenant(), classes != null ? classes : TenantSources.class.getClassLoader())
                .resolver();
    }

    static final class Wanted extends AnyNestedCondition {

        Wanted() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("nexus.cache.tenant.header")
        static final class Header {}

        @ConditionalOnProperty("nexus.cache.tenant.claim")
        static final class Claim {}

        @ConditionalOnProperty("nexus.cache.tenant.authority-prefix")
        static final class Authority {}

        @ConditionalOnBooleanProperty("nexus.cache.tenant.user-name")
        static final class UserName {}
    }
}
