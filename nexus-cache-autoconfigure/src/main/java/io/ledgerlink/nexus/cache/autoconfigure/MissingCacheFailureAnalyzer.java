package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.transaction.spring.ReactiveCacheEvictor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.annotation.Order;

/** Tells where a bean of the cache's comes from, for a test of a part of an application has none. Before Boot's own analyzer. */
@Order(0)
final class MissingCacheFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

    private static final List<Class<?>> OURS =
            List.of(CacheEvictor.class, NexusCache.class, ReactiveCacheEvictor.class);

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, NoSuchBeanDefinitionException cause, @Nullable String description) {
        Class<?> type = cause.getBeanType();
        if (type == null || !OURS.contains(type) || cause.getNumberOfBeansFound() > 0) {
            return null;
        }
        return new FailureAnalysis(
                (description != null ? description : "A bean") + " needs a " + type.getSimpleName()
                        + ", and the cache is no part of this application context.",
                "Annotate a test of a part of the application (@WebMvcTest, @DataJpaTest, ...) with"
                        + " @AutoConfigureNexusCache; it is in io.ledgerlink.nexus:nexus-cache-test."
                        + " In an application let Spring Boot configure the cache: with @SpringBootApplication or"
                        + " @EnableAutoConfiguration, and without an exclusion of its auto-configurations.",
                cause);
    }
}
