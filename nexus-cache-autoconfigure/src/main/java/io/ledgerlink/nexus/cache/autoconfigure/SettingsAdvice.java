package io.ledgerlink.nexus.cache.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;

/** Says once, when the application starts, what of its settings has no effect. */
final class SettingsAdvice implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(NexusCacheAutoConfiguration.class);

    private final Environment environment;

    SettingsAdvice(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void afterSingletonsInstantiated() {
        new UnknownKeys(environment).sentences().forEach(log::warn);
    }
}
