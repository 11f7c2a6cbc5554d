package io.ledgerlink.nexus.cache.eviction;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * The classes that beans of a type have. Safe for use by many threads.
 *
 * <p>Of a bean that a method or a factory makes, only a type is declared, often an interface; its class is known once it exists.
 */
final class BeanClasses {

    private final ConfigurableListableBeanFactory beans;
    private volatile boolean started;

    BeanClasses(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Whether every singleton that the application starts with exists. */
    boolean started() {
        if (!started) {
            started = Arrays.stream(beans.getBeanDefinitionNames()).allMatch(this::existsOrIsNotStartedWith);
        }
        return started;
    }

    private boolean existsOrIsNotStartedWith(String name) {
        if (beans.containsSingleton(name)) {
            return true;
        }
        BeanDefinition definition = beans.getMergedBeanDefinition(name);
        return definition.isAbstract() || !definition.isSingleton() || definition.isLazyInit();
    }

    /** Whether the classes of all beans of the type are known. */
    boolean known(Class<?> type) {
        return started() && Arrays.stream(names(type)).allMatch(this::known);
    }

    /** The classes known now, and what is declared where none is; nothing is created. */
    Set<Class<?>> declared(Class<?> type) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : names(type)) {
            add(classes, AutoProxyUtils.determineTargetClass(beans, name));
        }
        return classes;
    }

    /** The classes of all beans of the type; a bean whose class is not known without it is created. */
    Set<Class<?>> of(Class<?> type) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : names(type)) {
            add(classes, known(name) ? AutoProxyUtils.determineTargetClass(beans, name) : created(name));
        }
        return classes;
    }

    private static void add(Set<Class<?>> classes, @Nullable Class<?> found) {
        if (found != null) {
            classes.add(ClassUtils.getUserClass(found));
        }
    }

    private String[] names(Class<?> type) {
        return beans.getBeanNamesForType(type, true, false);
    }

    private Class<?> created(String name) {
        Object bean = beans.getBean(name);
        Class<?> target = AutoProxyUtils.determineTargetClass(beans, name);
        return target == null || target.isInterface() ? bean.getClass() : target;
    }

    /** Beans of other scopes may not be there to be created, so what they declare has to do. */
    private boolean known(String name) {
        if (!beans.containsBeanDefinition(name)) {
            return true;
        }
        if (beans.isFactoryBean(name)) {
            return false;
        }
        BeanDefinition definition = beans.getMergedBeanDefinition(name);
        return beans.containsSingleton(name)
                || !(definition.isSingleton() || definition.isPrototype())
                || !isMade(definition);
    }

    private static boolean isMade(BeanDefinition definition) {
        return definition.getFactoryMethodName() != null
                || (definition instanceof AbstractBeanDefinition supplied && supplied.getInstanceSupplier() != null);
    }
}
