package io.ledgerlink.nexus.cache.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Finds properties under {@code nexus.cache} that nobody reads, such as {@code tttl}. The process' environment and system
 * properties are not searched: they are shared with others.
 */
final class UnknownKeys {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("nexus.cache");

    private final Environment environment;

    UnknownKeys(Environment environment) {
        this.environment = environment;
    }

    /** One sentence per unknown key. */
    List<String> sentences() {
        Known known = new Known();
        try {
            Binder.get(environment)
                    .bind(
                            ROOT,
                            Bindable.of(NexusCacheProperties.class),
                            new NoUnboundElementsBindHandler(known, new UnboundElementsSourceFilter()));
            return List.of();
        } catch (BindException e) {
            if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
                return unbound.getUnboundProperties().stream()
                        .map(property -> sentence(property, known))
                        .toList();
            }
            throw e;
        }
    }

    private static String sentence(ConfigurationProperty property, Known known) {
        ConfigurationPropertyName name = property.getName();
        String suggestion = PropertyText.suggestion(last(name), known.under(name.getParent()));
        String origin = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        return "The property '" + name + "'" + origin + " means nothing to the cache." + suggestion;
    }

    private static String last(ConfigurationPropertyName name) {
        return name.getLastElement(Form.ORIGINAL);
    }

    /** Takes down what was asked for while binding. */
    private static final class Known extends AbstractBindHandler {

        private final Set<ConfigurationPropertyName> names = new LinkedHashSet<>();

        @Override
        public <T> @Nullable Bindable<T> onStart(
                ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
            names.add(name);
            return super.onStart(name, target, context);
        }

        List<String> under(ConfigurationPropertyName parent) {
            return names.stream()
                    .filter(parent::isParentOf)
                    .map(UnknownKeys::last)
                    .toList();
        }
    }
}
