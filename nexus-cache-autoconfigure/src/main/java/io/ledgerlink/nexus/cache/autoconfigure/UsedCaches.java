package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.spring.NexusCacheManager;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/** The caches that the methods of beans name, by {@code @CachedQuery} or by Spring's annotations. */
final class UsedCaches {

    private final ConfigurableListableBeanFactory beans;
    private final @Nullable CacheOperationSource springs;

    UsedCaches(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        this.springs = beans.getBeanNamesForType(NexusCacheManager.class, true, false).length > 0
                ? new AnnotationCacheOperationSource(false)
                : null;
    }

    /** Whether annotations can tell: without any that names a cache, all is asked for by hand. */
    boolean known() {
        return !names().isEmpty();
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String bean : beans.getBeanDefinitionNames()) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
            if (type != null) {
                addNames(ClassUtils.getUserClass(type), names);
            }
        }
        return names;
    }

    private void addNames(Class<?> type, Set<String> names) {
        if (AnnotationUtils.isCandidateClass(type, CachedQuery.class)) {
            CachedQuery ofType = AnnotatedElementUtils.findMergedAnnotation(type, CachedQuery.class);
            MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<CachedQuery>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, CachedQuery.class))
                    .values()
                    .forEach(query ->
                            names.add(query.cache().isEmpty() && ofType != null ? ofType.cache() : query.cache()));
        }
        if (springs != null && springs.isCandidateClass(type)) {
            for (Method method : ClassUtils.getUserClass(type).getMethods()) {
                addSprings(springs.getCacheOperations(method, type), names);
            }
        }
    }

    private static void addSprings(@Nullable Collection<CacheOperation> operations, Set<String> names) {
        if (operations != null) {
            operations.forEach(operation -> names.addAll(operation.getCacheNames()));
        }
    }
}
