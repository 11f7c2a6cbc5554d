package io.ledgerlink.nexus.cache.test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives each application context of a test a random prefix, whether the test is annotated or not: a test must not read or write
 * what an application keeps on the same Redis. A test that sets the property itself keeps it.
 *
 * <p>All are equal, so that tests share their contexts.
 */
enum TestPrefix implements ContextCustomizer {
    RANDOM;

    static final String PROPERTY = "nexus.cache.prefix";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration test) {
        boolean chosen = Arrays.stream(test.getPropertySourceProperties())
                .anyMatch(property -> property.replace(" ", "").startsWith(PROPERTY + "="));
        if (!chosen) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "Nexus Cache test prefix", Map.of(PROPERTY, NexusCacheTester.randomPrefix())));
        }
    }

    /** Found by its name in {@code spring.factories}. */
    static final class Factory implements ContextCustomizerFactory {

        @Override
        public @Nullable ContextCustomizer createContextCustomizer(
                Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
            return RANDOM;
        }
    }
}
