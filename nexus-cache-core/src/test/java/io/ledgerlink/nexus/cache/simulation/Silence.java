package io.ledgerlink.nexus.cache.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the library from telling of thousands of servers that were lost on purpose. */
final class Silence implements BeforeAllCallback, AfterAllCallback {

    private final Logger ours = (Logger) LoggerFactory.getLogger("io.ledgerlink.nexus.cache");

    @Override
    public void beforeAll(ExtensionContext context) {
        ours.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ours.setLevel(null);
    }
}
