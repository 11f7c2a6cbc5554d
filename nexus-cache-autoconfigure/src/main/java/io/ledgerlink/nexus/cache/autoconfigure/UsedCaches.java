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
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** The caches that the methods of beans name, by {@code @CachedQuery} or by Spring's annotations. */
final class UsedCaches {

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;
    private final @Nullable CacheOperationSource springs;
    private final Set<String> names;

    UsedCaches(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
        this.springs = beans.getBeanNamesForType(NexusCacheManager.class, true, false).length > 0
                ? new AnnotationCacheOperationSource(false)
                : null;
        this.names = find();
    }

    /**
     * Whether annotations can tell: without any that names a cache, all is asked for by hand, and a query that names its
     * own cache may name any.
     */
    boolean known() {
        return !names.isEmpty() && !names.contains("");
    }

    Set<String> names() {
        return names;
    }

    private Set<String> find() {
        Set<String> found = new TreeSet<>();
        for (String bean : beans.getBeanDefinitionNames()) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
            if (type != null) {
                addNames(ClassUtils.getUserClass(type), found);
            }
        }
        return found;
    }

    private void addNames(Class<?> type, Set<String> found) {
        if (AnnotationUtils.isCandidateClass(type, CachedQuery.class)) {
            CachedQuery ofType = AnnotatedElementUtils.findMergedAnnotation(type, CachedQuery.class);
            MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<CachedQuery>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, CachedQuery.class))
                    .values()
                    .forEach(query -> found.add(environment.resolvePlaceholders(
                            query.cache().isEmpty() && ofType != null ? ofType.cache() : query.cache())));
        }
        if (springs != null && springs.isCandidateClass(type)) {
            for (Method method : ClassUtils.getUserClass(type).getMethods()) {
                addSprings(springs.getCacheOperations(method, type), found);
            }
        }
    }

    private static void addSprings(@Nullable Collection<CacheOperation> operations, Set<String> found) {
        if (operations != null) {
            operations.forEach(operation -> found.addAll(operation.getCacheNames()));
        }
    }
}
