package io.ledgerlink.nexus.cache.autoconfigure;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/** Says once, when the application starts, what of its settings has no effect. */
final class SettingsAdvice implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(NexusCacheAutoConfiguration.class);

    private final NexusCacheProperties properties;
    private final Environment environment;
    private final ConfigurableListableBeanFactory beans;

    SettingsAdvice(NexusCacheProperties properties, Environment environment, ConfigurableListableBeanFactory beans) {
        this.properties = properties;
        this.environment = environment;
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        new UnknownKeys(environment).sentences().forEach(log::warn);
        UsedCaches used = new UsedCaches(beans);
        if (!properties.caches().isEmpty() && used.known()) {
            adviseOnUnused(used.names());
        }
    }

    private void adviseOnUnused(Set<String> used) {
        properties.caches().keySet().stream()
                .filter(name -> !used.contains(name))
                .sorted()
                .forEach(name -> log.warn(
                        "{} configures a cache that no annotated method uses.{} If your code asks NexusCache for it by"
                                + " hand, all is well; else correct the name, or remove the setting.",
                        PropertyText.cache(name),
                        PropertyText.suggestion(name, used)));
    }
}
