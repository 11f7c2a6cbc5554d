package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotationSelectors;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** What {@link CachedQuery} says about a method: its own attributes, else those of its type. Empty text is not given. */
record QueryAttributes(
        String cache,
        String query,
        String policy,
        String ttl,
        String staleFor,
        List<Class<? extends Throwable>> notFoundFor,
        String tenant,
        boolean shared,
        String key,
        List<String> tags,
        String foundTags,
        String condition,
        String unless,
        int version) {

    /** The attributes of a method called on a bean of this class; {@code null} if it is not annotated. */
    static @Nullable QueryAttributes find(Method called, Class<?> targetClass) {
        Class<?> owner = BeanMethod.ownerOf(called, targetClass);
        Method method = BeanMethod.written(called, owner);
        CachedQuery own = BeanMethod.annotation(CachedQuery.class, called, targetClass);
        if (own == null) {
            return null;
        }
        CachedQuery type = ofType(method, owner);
        return type == null ? of(own) : of(own).over(of(type));
    }

    /** The method that the annotation of this one is written on, here or where it was inherited from. */
    static @Nullable Object writtenOn(BeanMethod method) {
        Method declaring = BeanMethod.declaring(CachedQuery.class, method.owner(), method.method());
        return declaring == null
                ? null
                : MergedAnnotations.from(declaring, SearchStrategy.TYPE_HIERARCHY)
                        .get(CachedQuery.class, null, MergedAnnotationSelectors.firstDirectlyDeclared())
                        .getSource();
    }

    private static @Nullable CachedQuery ofType(Method method, Class<?> owner) {
        CachedQuery found = AnnotatedElementUtils.findMergedAnnotation(owner, CachedQuery.class);
        return found != null
                ? found
                : AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), CachedQuery.class);
    }

    private static QueryAttributes of(CachedQuery annotation) {
        return new QueryAttributes(
                annotation.cache(),
                annotation.query(),
                annotation.policy(),
                annotation.ttl(),
                annotation.staleFor(),
                List.of(annotation.notFoundFor()),
                annotation.tenant(),
                annotation.shared(),
                annotation.key(),
                List.of(annotation.tags()),
                annotation.foundTags(),
                annotation.condition(),
                annotation.unless(),
                annotation.version());
    }

    private QueryAttributes over(QueryAttributes type) {
        return new QueryAttributes(
                first(cache, type.cache),
                first(query, type.query),
                first(policy, type.policy),
                first(ttl, type.ttl),
                first(staleFor, type.staleFor),
                notFoundFor.isEmpty() ? type.notFoundFor : notFoundFor,
                first(tenant, type.tenant),
                shared || type.shared,
                first(key, type.key),
                tags.isEmpty() ? type.tags : tags,
                first(foundTags, type.foundTags),
                first(condition, type.condition),
                first(unless, type.unless),
                version == 0 ? type.version : version);
    }

    private static String first(String own, String type) {
        return own.isEmpty() ? type : own;
    }

    /** The same with placeholders filled in, where they are allowed. */
    QueryAttributes resolved(UnaryOperator<String> placeholders) {
        return new QueryAttributes(
                placeholders.apply(cache),
                placeholders.apply(query),
                placeholders.apply(policy),
                placeholders.apply(ttl),
                placeholders.apply(staleFor),
                notFoundFor,
                tenant,
                shared,
                key,
                tags.stream().map(placeholders).toList(),
                foundTags,
                condition,
                unless,
                version);
    }

    /** The names of those of these attributes that are given. */
    List<String> given(String... names) {
        return Arrays.stream(names).filter(this::isGiven).toList();
    }

    private boolean isGiven(String name) {
        return switch (name) {
            case "query" -> !query.isEmpty();
            case "policy" -> !policy.isEmpty();
            case "ttl" -> !ttl.isEmpty();
            case "staleFor" -> !staleFor.isEmpty();
            case "notFoundFor" -> !notFoundFor.isEmpty();
            case "tenant" -> !tenant.isEmpty();
            case "shared" -> shared;
            case "key" -> !key.isEmpty();
            case "tags" -> !tags.isEmpty();
            case "foundTags" -> !foundTags.isEmpty();
            case "version" -> version != 0;
            default -> throw new IllegalArgumentException("@CachedQuery has no attribute '" + name + "'");
        };
    }
}
