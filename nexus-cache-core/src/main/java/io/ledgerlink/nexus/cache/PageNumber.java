package io.ledgerlink.nexus.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link CachedQuery} method that is the number of the page; another is its {@link PageSize}.
 *
 * <p>A call whose number or size is {@code null}, or none of a page, goes past the cache: the method itself answers it.
 *
 * @since 0.1
 */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PageNumber {

    /** The number of the first page: 0 as Spring Data counts, or 1. */
    int first() default 0;
}
