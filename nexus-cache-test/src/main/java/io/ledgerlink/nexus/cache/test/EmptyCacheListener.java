package io.ledgerlink.nexus.cache.test;

import io.ledgerlink.nexus.cache.NexusCache;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Empties the cache before each test method, whether the test is annotated or not. Before the transaction of the test begins, for
 * an eviction would wait for its end.
 */
final class EmptyCacheListener implements TestExecutionListener, Ordered {

    /** After the dependencies of the test are injected (2000), before its transaction begins (4000). */
    private static final int ORDER = 2_700;

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void beforeTestMethod(TestContext test) {
        if (!test.hasApplicationContext()) {
            return;
        }
        ApplicationContext context = test.getApplicationContext();
        List<NexusCache> caches = context.getBeanProvider(NexusCache.class).stream()
                .filter(EmptyCacheListener::real)
                .toList();
        NexusCacheTester tester =
                context.getBeanProvider(NexusCacheTester.class).getIfAvailable();
        if (tester != null && caches.size() == 1) {
            tester.empty();
        } else {
            caches.forEach(cache -> cache.evictor().evictAll());
        }
    }

    /** One that a test has replaced by a mock has nothing to empty. */
    private static boolean real(NexusCache cache) {
        return cache.evictor() != null;
    }
}
