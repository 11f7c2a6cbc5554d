package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.PropertiesPropertySource;

/** A small Spring application whose annotated beans are cached in memory. */
final class Application implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final Map<String, CachePolicy> caches = new LinkedHashMap<>();
    private final Map<String, CachePolicy> named = new LinkedHashMap<>();
    private final InMemoryRemote store;
    private CachePolicy defaults = CachePolicy.defaults();
    private SubscriberOptions subscribers = SubscriberOptions.asAsked();
    private boolean targetClass = true;

    private Application(InMemoryRemote store) {
        this.store = store;
    }

    static Application with(Class<?>... beans) {
        return on(new InMemoryRemote(), beans);
    }

    static Application on(InMemoryRemote store, Class<?>... beans) {
        Application application = new Application(store);
        if (beans.length > 0) {
            application.context.register(beans);
        }
        return application;
    }

    Application cache(String name, CachePolicy policy) {
        caches.put(name, policy);
        return this;
    }

    Application policy(String name, CachePolicy policy) {
        named.put(name, policy);
        return this;
    }

    Application defaults(CachePolicy policy) {
        defaults = policy;
        return this;
    }

    Application tenant(TenantResolver resolver) {
        String name = "tenant" + context.getBeanDefinitionCount();
        context.registerBean(name, TenantResolver.class, () -> resolver);
        return this;
    }

    Application property(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        context.getEnvironment().getPropertySources().addFirst(new PropertiesPropertySource(name, properties));
        return this;
    }

    Application subscribers(SubscriberOptions options) {
        subscribers = options;
        return this;
    }

    Application jdkProxies() {
        targetClass = false;
        return this;
    }

    <T> Application bean(Class<T> type, T bean) {
        context.registerBean(type, () -> bean);
        return this;
    }

    /** Starts it without checking its queries. */
    Application startUnchecked() {
        AopConfigUtils.registerAutoProxyCreatorIfNecessary(context);
        if (targetClass) {
            AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(context);
        }
        context.registerBean(NexusCache.class, this::newCache);
        context.registerBean(QueryPolicies.class, () -> new Policies(defaults, caches, named));
        context.registerBean(
                "queries",
                CachedQueries.class,
                () -> new CachedQueries(
                        () -> context.getBean(NexusCache.class),
                        () -> context.getBean(QueryPolicies.class),
                        () -> context.getBeanProvider(TenantResolver.class)
                                .orderedStream()
                                .toList(),
                        subscribers,
                        context.getBeanFactory()),
                Application::asInfrastructure);
        context.registerBean("queryAdvisor", Advisor.class, () -> queries().advisor(), Application::asInfrastructure);
        context.refresh();
        return this;
    }

    Application start() {
        startUnchecked();
        try {
            queries().check();
        } catch (InvalidQueriesException e) {
            close();
            throw e;
        }
        return this;
    }

    private static void asInfrastructure(BeanDefinition definition) {
        definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
    }

    private NexusCache newCache() {
        NexusCacheBuilder builder =
                NexusCacheBuilder.named("ledger").inMemory(store).defaults(defaults);
        caches.forEach(builder::cache);
        named.forEach(builder::policy);
        return builder.build();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    CachedQueries queries() {
        return context.getBean(CachedQueries.class);
    }

    NexusCache cache() {
        return context.getBean(NexusCache.class);
    }

    CacheStatistics statistics(String cache) {
        return cache().statistics(cache);
    }

    AnnotationConfigApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    /** Policies as an application's settings give them. */
    record Policies(CachePolicy defaults, Map<String, CachePolicy> caches, Map<String, CachePolicy> named)
            implements QueryPolicies {

        @Override
        public CachePolicy policy(String cache, @Nullable String policy, UnaryOperator<CachePolicy> annotated) {
            CachePolicy explicit = caches.get(cache);
            if (explicit != null) {
                return explicit;
            }
            CachePolicy base = policy == null ? defaults : named.getOrDefault(policy, defaults);
            return annotated.apply(base);
        }

        @Override
        public CachePolicy cache(String cache) {
            return caches.getOrDefault(cache, defaults);
        }

        @Override
        public Set<String> names() {
            return named.keySet();
        }
    }

    /** What {@code check} says of these beans. */
    static List<QueryFault> faultsOf(Class<?>... beans) {
        return faultsOf(with(beans));
    }

    static List<QueryFault> faultsOf(Application application) {
        try (Application started = application.startUnchecked()) {
            started.queries().check();
            return List.of();
        } catch (InvalidQueriesException e) {
            return e.faults();
        }
    }
}
