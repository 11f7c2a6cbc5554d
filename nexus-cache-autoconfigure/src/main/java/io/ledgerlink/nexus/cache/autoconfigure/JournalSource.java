package io.ledgerlink.nexus.cache.autoconfigure;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Finds the data source that the durable journal's table is in. */
record JournalSource(@Nullable String name, ListableBeanFactory beans) {

    private static final String PROPERTY = "nexus.cache.journal.data-source";

    DataSource dataSource() {
        return name == null ? theMainOne() : named(name);
    }

    private DataSource theMainOne() {
        try {
            return beans.getBean(DataSource.class);
        } catch (NoUniqueBeanDefinitionException several) {
            throw new CacheSetupException(
                    "nexus.cache.journal.type is jdbc, and the application has several data sources (" + names()
                            + "), none of which is the main one.",
                    "Name the one that commands write to in " + PROPERTY + ", or mark one as @Primary.");
        } catch (NoSuchBeanDefinitionException none) {
            throw new CacheSetupException(
                    "nexus.cache.journal.type is jdbc, but the application has no DataSource bean.",
                    "Configure one with spring.datasource.url, or set nexus.cache.journal.type=memory.");
        }
    }

    private DataSource named(String bean) {
        if (!Arrays.asList(sources()).contains(bean)) {
            throw new InvalidConfigurationPropertyValueException(
                    PROPERTY,
                    bean,
                    "There is no DataSource bean of this name." + PropertyText.suggestion(bean, List.of(sources()))
                            + " There are: " + names() + ".");
        }
        return beans.getBean(bean, DataSource.class);
    }

    private String names() {
        return String.join(", ", sources());
    }

    private String[] sources() {
        return beans.getBeanNamesForType(DataSource.class);
    }
}
