package io.ledgerlink.nexus.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Evicts when a command method has returned: the annotation form of {@link CacheEvictor}.
 *
 * <p>Nothing is evicted where the method throws. In a transaction the eviction takes effect after its commit, also where
 * the method's own transaction is meant: the annotation stands around {@code @Transactional}. The tenant is found as
 * {@link CachedQuery} finds it.
 *
 * @since 0.1
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface EvictsQueries {

    /**
     * The tags to evict, in every cache of the tenant: templates over the parameters, such as
     * {@code account:{command.accountId}}.
     */
    String[] tags() default {};

    /** The caches whose entries of the tenant are evicted; of every tenant where {@link #shared()}. */
    String[] cache() default {};

    /** SpEL over the parameters that gives the tenant. */
    String tenant() default "";

    /** Says that the caches are shared by all tenants. */
    boolean shared() default false;

    /** SpEL over the parameters and {@code #result}; where it is false nothing is evicted. */
    String condition() default "";
}
