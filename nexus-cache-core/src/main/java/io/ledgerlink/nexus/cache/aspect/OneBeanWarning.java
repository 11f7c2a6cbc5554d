package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once of a method whose results are loaded by more than one bean, as keys do not tell beans apart.
 *
 * <p>Best effort: only loads are watched, and beans that are gone are forgotten. Safe for use by many threads; two that load
 * first at the same time may both count as the first.
 */
final class OneBeanWarning {

    private static final Logger log = LoggerFactory.getLogger(CachedQueries.class);

    private static final WeakReference<@Nullable Object> NOBODY = new WeakReference<>(null);

    private final BeanMethod method;
    private final AtomicBoolean done;
    private volatile WeakReference<@Nullable Object> first = NOBODY;

    OneBeanWarning(QueryDeclaration declaration) {
        this.method = declaration.method();
        this.done = new AtomicBoolean(asksTarget(declaration.key()) || asksTarget(declaration.tenant()));
    }

    /** Whether the key may tell beans apart by itself, with {@code #root.target}. */
    private static boolean asksTarget(@Nullable MethodExpression expression) {
        return expression != null
                && expression.expression().getExpressionString().contains("target");
    }

    @SuppressWarnings("ReferenceEquality") // Equal beans are two.
    void loads(@Nullable Object bean) {
        if (bean == null || done.get()) {
            return;
        }
        Object before = first.get();
        if (before == null) {
            first = new WeakReference<>(bean);
        } else if (before != bean && done.compareAndSet(false, true)) {
            log.warn(
                    "{} is called on more than one bean of its class, and its key does not have the bean: all of them get"
                            + " the same results. If the beans differ, make what they differ in part of the key, as in"
                            + " key = \"#root.target.name + #id\", or give each a class of its own.",
                    method);
        }
    }
}
