package io.ledgerlink.nexus.cache.method;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Fills in the <code>${placeholders}</code> in the texts of one method, and tells of those without a value.
 *
 * <p>Used by one thread.
 *
 * @param factory knows the values
 * @param unresolved the texts with placeholders that have no value, so far
 * @since 0.1
 */
public record Placeholders(BeanFactory factory, Faults faults, Set<String> unresolved)
        implements UnaryOperator<String> {

    public Placeholders(BeanFactory factory, Faults faults) {
        this(factory, faults, new HashSet<>());
    }

    @Override
    public String apply(String text) {
        if (!text.contains("${") || !(factory instanceof ConfigurableBeanFactory configurable)) {
            return text;
        }
        try {
            String resolved = Objects.requireNonNullElse(configurable.resolveEmbeddedValue(text), "");
            if (!resolved.contains("${")) {
                return resolved;
            }
        } catch (IllegalArgumentException e) {
            // Whoever resolves placeholders strictly says so by an exception, others leave them as they are.
        }
        unresolved.add(text);
        faults.add(
                "The placeholder in \"" + text + "\" has no value.",
                "Set the property, or give a default as in ${name:default}.");
        return "";
    }
}
