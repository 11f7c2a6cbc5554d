package io.ledgerlink.nexus.cache.test;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Gives each application context of a test a random prefix, whether the test is annotated or not: a test must not read or write
 * what an application keeps on the same Redis. A test that sets the property itself keeps it.
 *
 * <p>All are equal, so that tests share their contexts.
 */
enum TestPrefix implements ContextCustomizer {
    RANDOM;

    static final String PROPERTY = "nexus.cache.prefix";

    /** Where a test says its properties; what it says goes before the random prefix, and that before the application's own. */
    private static final List<String> OF_THE_TEST =
            List.of("Dynamic Test Properties", TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME);

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration test) {
        MutablePropertySources sources = context.getEnvironment().getPropertySources();
        MapPropertySource prefix =
                new MapPropertySource("Nexus Cache test prefix", Map.of(PROPERTY, NexusCacheTester.randomPrefix()));
        OF_THE_TEST.stream()
                .filter(sources::contains)
                .max(Comparator.comparing(name -> sources.precedenceOf(PropertySource.named(name))))
                .ifPresentOrElse(last -> sources.addAfter(last, prefix), () -> sources.addFirst(prefix));
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
