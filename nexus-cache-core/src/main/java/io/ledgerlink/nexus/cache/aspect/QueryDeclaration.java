package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import io.ledgerlink.nexus.cache.method.QueryFault;
import io.ledgerlink.nexus.cache.method.TagTemplate;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a query method without any bean: its annotation, read and compiled.
 *
 * @param attributes the annotation's, with placeholders filled in
 * @param arguments the names of the key's arguments
 * @param result the type of the results, as the cache keeps them
 * @param faults what is wrong with it; such a query has no plan
 */
record QueryDeclaration(
        BeanMethod method,
        QueryAttributes attributes,
        ParameterRoles roles,
        List<String> arguments,
        Type result,
        QueryTimes times,
        @Nullable MethodExpression tenant,
        @Nullable MethodExpression key,
        @Nullable MethodExpression condition,
        @Nullable MethodExpression unless,
        List<TagTemplate> tags,
        @Nullable MethodExpression foundTags,
        List<QueryFault> faults) {

    /** Whether the query object, and not the annotation, says what the results are found by. */
    boolean describesItself() {
        return attributes.cache().isEmpty();
    }

    String queryName() {
        return attributes.query().isEmpty() ? BeanMethod.signature(method.method()) : attributes.query();
    }

    /** The policy with what the annotation says of it. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // There are no arrays of generic classes.
    CachePolicy on(CachePolicy policy) {
        CachePolicy timed = times.on(policy);
        return attributes.notFoundFor().isEmpty()
                ? timed
                : timed.withNotFoundFor(attributes.notFoundFor().toArray(new Class[0]));
    }

    int version() {
        return Math.max(1, attributes.version());
    }

    boolean valid() {
        return faults.isEmpty();
    }
}
