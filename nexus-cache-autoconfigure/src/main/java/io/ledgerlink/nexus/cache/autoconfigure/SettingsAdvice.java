package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.eviction.EvictingCommands;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/** Says once, when the application starts, what of its settings and of its evictions seems to have no effect. */
final class SettingsAdvice implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(NexusCacheAutoConfiguration.class);

    private final NexusCacheProperties properties;
    private final Environment environment;
    private final ConfigurableListableBeanFactory beans;
    private final ObjectProvider<EvictingCommands> commands;

    SettingsAdvice(
            NexusCacheProperties properties,
            Environment environment,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<EvictingCommands> commands) {
        this.properties = properties;
        this.environment = environment;
        this.beans = beans;
        this.commands = commands;
    }

    @Override
    public void afterSingletonsInstantiated() {
        new UnknownKeys(environment).sentences().forEach(log::warn);
        EvictingCommands evicting = commands.getIfAvailable();
        Map<String, String> evicted = evicting == null ? Map.of() : evicting.evictedCaches();
        if (properties.caches().isEmpty() && evicted.isEmpty()) {
            return;
        }
        UsedCaches used = new UsedCaches(beans, environment);
        if (used.known()) {
            adviseOnUnused(used.names());
            adviseOnEvicted(evicted, used.names());
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

    private void adviseOnEvicted(Map<String, String> evicted, Set<String> used) {
        Set<String> known = new TreeSet<>(used);
        known.addAll(properties.caches().keySet());
        evicted.forEach((cache, method) -> {
            if (!known.contains(cache)) {
                log.warn(
                        "@EvictsQueries on {} names the cache '{}', which no annotated method uses and no setting"
                                + " configures.{} If your code asks NexusCache for it by hand, or another service with"
                                + " the same prefix fills it, all is well; else correct the name.",
                        method,
                        cache,
                        PropertyText.suggestion(cache, known));
            }
        });
    }
}
