package io.ledgerlink.nexus.cache.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
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

    private static final String CHANNEL = "nexus.cache.bus.channel";

    /** Where the machine and the application say properties; what the test itself says stands before the first of these. */
    private static final Set<String> NOT_OF_THE_TEST = Set.of(
            "spring.application.json",
            "servletConfigInitParams",
            "servletContextInitParams",
            "jndiProperties",
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration test) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Map<String, Object> random = new HashMap<>();
        random.put(PROPERTY, NexusCacheTester.randomPrefix());
        addBehindTheTest(environment.getPropertySources(), new MapPropertySource("Nexus Cache test prefix", random));
        // Contexts of one chosen prefix are instances of one application: their channel is one, too.
        boolean chosen = !random.get(PROPERTY).equals(environment.getProperty(PROPERTY));
        if (!chosen && environment.containsProperty(CHANNEL)) {
            random.put(CHANNEL, random.get(PROPERTY) + ":bus");
        }
    }

    private static void addBehindTheTest(MutablePropertySources sources, PropertySource<?> added) {
        sources.stream()
                .map(PropertySource::getName)
                .filter(NOT_OF_THE_TEST::contains)
                .findFirst()
                .ifPresentOrElse(first -> sources.addBefore(first, added), () -> sources.addFirst(added));
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
