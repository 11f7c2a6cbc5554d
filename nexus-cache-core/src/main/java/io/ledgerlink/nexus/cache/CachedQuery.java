package io.ledgerlink.nexus.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Caches what a query method returns, for its tenant, its arguments and its page.
 *
 * <p>On a method of a Spring bean, of its class or of an interface; on an annotation of your own, which then stands for it.
 * On a type it caches nothing by itself and gives the defaults of the type's annotated methods: an attribute of the method
 * replaces the type's.
 *
 * <p><b>The key.</b> Tenant, query and page are told apart by themselves. The tenant comes from the {@link Tenant} parameter,
 * else from {@link #tenant()}, else from a {@link CacheableQuery} argument, else from a {@link TenantResolver} bean; a
 * call without one is refused, unless {@link #shared()} says that all tenants get the same. A {@link Pagination}, Spring Data's
 * {@code Pageable}, {@code Sort}, {@code Limit} and {@code ScrollPosition}, and ints marked {@link PageNumber} and
 * {@link PageSize} are the page, so that one eviction reaches all pages of the query. All other parameters are the query's
 * arguments, save those marked {@link Unkeyed}.
 *
 * <p><b>What else counts.</b> The result must depend on nothing but the key. The bean is not part of it: two beans of one
 * class, or two clients of one interface, have the same results, unless {@link #key()} tells them apart. What is returned is shared with other callers and
 * must not be changed. Exceptions are never cached, save as {@link #notFoundFor()} says; {@code null} and an empty {@code Optional} are, as "there is nothing". A
 * call of another method of the same object does not pass the cache, as with every proxy of Spring. Settings of
 * {@code nexus.cache.caches.<cache>} win over the attributes, so that operators have the last word.
 *
 * <p>A hit begins no transaction: the cache stands around {@code @Transactional}, and inside security and {@code @Async}.
 * Threads and guarantees are those of {@link NexusCache}.
 *
 * @since 0.1
 */
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface CachedQuery {

    /** The cache that keeps the results; the same as {@link #cache()}. */
    @AliasFor("cache")
    String value() default "";

    /** The cache that keeps the results. */
    @AliasFor("value")
    String cache() default "";

    /**
     * The query's name within its cache. Two methods that name the same query share their results on purpose, and must
     * have the same parameters and the same type; without it a method has a name of its own.
     */
    String query() default "";

    /** A policy of {@code nexus.cache.policies} to begin with; {@code short}, {@code medium} and {@code long} are there. */
    String policy() default "";

    /** How long a result is fresh, as {@code 2m} or {@code PT2M}; may hold {@code ${placeholders}}. */
    String ttl() default "";

    /** How long after its {@link #ttl()} a result may still answer while it is loaded again, or while that fails. */
    String staleFor() default "";

    /**
     * Exceptions by which the method says that there is nothing, those that extend them included. Its callers get {@code null}
     * instead, or an empty {@code Optional} where the method returns one, as later calls do for the cache's {@code null-ttl}.
     * A call that {@link #condition()} sends past the cache, and every call while it is switched off, gets the exception.
     */
    Class<? extends Throwable>[] notFoundFor() default {};

    /** SpEL over the parameters ({@code #query.tenantId}) that gives the tenant. */
    String tenant() default "";

    /** Says that every tenant gets the same result. What a type says, its methods cannot take back. */
    boolean shared() default false;

    /** SpEL over the parameters that replaces all arguments of the key. Tenant and page are not part of it. */
    String key() default "";

    /**
     * What evicts the result besides its query: templates over the parameters, such as {@code account:{accountId}} or
     * {@code account:{query.accountId}}. {@code {{} and {@code }}} stand for braces.
     */
    String[] tags() default {};

    /**
     * What else evicts the result, found in it: SpEL over the parameters and {@code #result}, an {@code Optional}'s content, that
     * gives a tag or several, such as {@code #result.content.!['entry:' + id]}. At most 32; with more, and while Redis is away,
     * the result is not kept. It is not asked where there is nothing. Methods whose tags depend on more say them by
     * {@link LoadContext#tags} besides.
     */
    String foundTags() default "";

    /** SpEL over the parameters; where it is false the call goes past the cache. */
    String condition() default "";

    /** SpEL over the parameters and {@code #result}, an {@code Optional}'s content; where true the result is not kept. */
    String unless() default "";

    /** The version of the result's meaning, from 1. A new one shares nothing with older ones. 0 stands for not given. */
    int version() default 0;
}
