package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.method.Faults;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** What is unwise about results that callers share by reference. */
final class ResultWarning {

    private static final Logger log = LoggerFactory.getLogger(CachedQueries.class);

    /** By name: JPA may be absent. */
    private static final List<String> ENTITY =
            List.of("jakarta.persistence.Entity", "jakarta.persistence.MappedSuperclass");

    private final Set<Class<?>> advised = ConcurrentHashMap.newKeySet();

    void checkEntities(QueryDeclaration declaration, CachePolicy cache, Faults faults) {
        if (cache.local().store() == CachePolicy.Store.BYTES) {
            return;
        }
        for (Class<?> part : ResultTypes.within(declaration.method().returnType())) {
            if (isEntity(part)) {
                faults.add(
                        "It returns the JPA entity " + part.getSimpleName() + ", and cache '"
                                + declaration.attributes().cache()
                                + "' keeps references: callers would share one managed object over many transactions.",
                        "Return a record or a projection, or set nexus.cache.caches."
                                + declaration.attributes().cache() + ".local.store to bytes.");
            }
        }
    }

    void checkEntitiesOfUnknownCache(QueryDeclaration declaration, Faults faults) {
        for (Class<?> part : ResultTypes.within(declaration.method().returnType())) {
            if (isEntity(part)) {
                faults.add(
                        "It returns the JPA entity " + part.getSimpleName()
                                + ", and leaves its cache to its query, so that the cache may keep references: callers"
                                + " would share one managed object over many transactions.",
                        "Return a record or a projection, or name a cache here whose local.store is bytes.");
            }
        }
    }

    private static boolean isEntity(Class<?> type) {
        MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.SUPERCLASS);
        return ENTITY.stream().anyMatch(annotations::isPresent);
    }

    void adviseOnSetters(QueryDeclaration declaration, CachePolicy cache) {
        if (cache.local().store() == CachePolicy.Store.BYTES) {
            return;
        }
        for (Class<?> part : ResultTypes.within(declaration.method().returnType())) {
            if (hasSetters(part) && advised.add(part)) {
                log.warn(
                        "{} returns {}, which has setters, and cache '{}' keeps references: what one caller sets, all"
                                + " others see. Return a record, or set nexus.cache.caches.{}.local.store to bytes.",
                        declaration.method(),
                        part.getName(),
                        declaration.attributes().cache(),
                        declaration.attributes().cache());
            }
        }
    }

    private static boolean hasSetters(Class<?> type) {
        String name = type.getName();
        return !type.isInterface()
                && !name.startsWith("java.")
                && !name.startsWith("org.springframework.")
                && Arrays.stream(type.getMethods()).anyMatch(ResultWarning::isSetter);
    }

    private static boolean isSetter(Method method) {
        String name = method.getName();
        return name.length() > 3
                && name.startsWith("set")
                && Character.isUpperCase(name.charAt(3))
                && method.getParameterCount() == 1
                && !Modifier.isStatic(method.getModifiers());
    }
}
