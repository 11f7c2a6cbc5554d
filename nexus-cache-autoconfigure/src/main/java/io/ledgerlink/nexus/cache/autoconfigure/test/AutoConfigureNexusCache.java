package io.ledgerlink.nexus.cache.autoconfigure.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Brings the cache into a test of a part of an application, such as a {@code @WebMvcTest}.
 *
 * <p>Annotated methods are cached and evicted as in the whole application. No Redis is connected: the remote tier is an
 * {@code InMemoryRemote} bean, which a test can inject to look into it or to play faults.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ImportAutoConfiguration
public @interface AutoConfigureNexusCache {}
