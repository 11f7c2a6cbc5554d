package io.ledgerlink.nexus.cache.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Brings the cache into a test: of a whole application beside {@code @SpringBootTest}, or of a part of one beside {@code
 * @WebMvcTest}, {@code @DataJpaTest} and the like.
 *
 * <p>Annotated methods are cached and evicted as in the application. A {@link NexusCacheTester} bean says how calls were
 * answered. Each test method begins with an empty cache, and each context has a prefix of its own, so that nothing is read from
 * or written to what an application has on the same Redis.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ImportAutoConfiguration
@PropertyMapping(NexusCacheTestAutoConfiguration.PROPERTIES)
public @interface AutoConfigureNexusCache {

    /** Where the remote tier is. */
    Remote remote() default Remote.MEMORY;

    /** A remote tier of a test. */
    enum Remote {
        /** In the memory of the test, with time and faults that the test moves. No Redis is connected. */
        MEMORY,
        /** A Redis process that the tests of this JVM share: the machine's {@code redis-server}, else one that is brought along. */
        EMBEDDED,
        /** What the application says: {@code @ServiceConnection}, or {@code spring.data.redis.*}. */
        APPLICATION
    }
}
