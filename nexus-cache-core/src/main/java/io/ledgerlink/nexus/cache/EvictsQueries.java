package io.ledgerlink.nexus.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Evicts when a command method has returned: the annotation form of {@link CacheEvictor}.
 *
 * <p>Nothing is evicted where the method throws. Tags and tenant are those of the arguments before the method runs; a call
 * that has none is refused then, and the method is not called. The tags are the same texts that {@link CachedQuery} makes of
 * the same templates and values, and the tenant is found as {@link CachedQuery} finds it. Once the method has succeeded, no
 * failure to evict reaches its caller: it is logged.
 *
 * <p>The annotation stands around {@code @Transactional}, just outside {@link CachedQuery}, and inside security and
 * {@code @Async}, so the method's own transaction has committed when it evicts. In a transaction of its caller the eviction
 * takes effect after that one's commit, save where the method asks for a transaction of its own. (A transaction advisor that is
 * ordered before {@code Ordered.LOWEST_PRECEDENCE - 101} would stand outside: then its commit comes later, and the eviction
 * waits for it.)
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

    /**
     * SpEL over the parameters and {@code #result}, of an {@code Optional} what is in it; where it is false nothing is
     * evicted. One over the result that fails evicts, and is logged.
     */
    String condition() default "";
}
