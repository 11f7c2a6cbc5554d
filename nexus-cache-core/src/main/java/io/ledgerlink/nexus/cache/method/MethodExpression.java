package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.CacheKeyException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.util.ObjectUtils;

/**
 * An expression of an annotation, compiled for its method. Safe for use by many threads.
 *
 * @param indexes the parameters that the expression's variables stand for
 * @param asksBeans whether it depends on beans, besides the parameters
 * @param needsResult whether it depends on what the method returns
 * @since 0.1
 */
public record MethodExpression(
        BeanMethod method,
        String attribute,
        Expression expression,
        Map<String, Integer> indexes,
        BeanResolver beans,
        boolean asksBeans,
        boolean needsResult) {

    /** The variable that holds what the method returned. */
    static final String RESULT = "result";

    /** What {@code #root} is. */
    public record Root(
            String methodName,
            Method method,
            @Nullable Object target,
            Class<?> targetClass,
            @Nullable Object[] args) {

        private static final Set<String> NAMES = Arrays.stream(Root.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toUnmodifiableSet());

        static boolean has(String property) {
            return NAMES.contains(property);
        }
    }

    /**
     * Its value.
     *
     * @throws CacheKeyException if it cannot be evaluated
     */
    public @Nullable Object value(@Nullable Object target, @Nullable Object[] arguments) {
        return value(context(target, arguments));
    }

    /**
     * Whether it is true before the method is called.
     *
     * @throws CacheKeyException if it is neither true nor false
     */
    public boolean holds(@Nullable Object target, @Nullable Object[] arguments) {
        return truth(value(context(target, arguments)));
    }

    /**
     * Whether it is true of what the method returned; of an {@code Optional}, what is in it.
     *
     * @throws CacheKeyException if it is neither true nor false
     */
    public boolean holds(@Nullable Object target, @Nullable Object[] arguments, @Nullable Object result) {
        Context context = context(target, arguments);
        context.setVariable(RESULT, ObjectUtils.unwrapOptional(result));
        return truth(value(context));
    }

    /** The texts that it gives of what the method returned: one, several or none. */
    public Collection<String> texts(@Nullable Object target, @Nullable Object[] arguments, Object result) {
        Context context = context(target, arguments);
        context.setVariable(RESULT, result);
        Object value = value(context);
        List<String> texts = new ArrayList<>();
        for (Object each : value instanceof Collection<?> many ? many : Arrays.asList(several(value))) {
            if (each == null) {
                throw new CacheKeyException(
                        where() + " gives a null among others. Leave it out by a selection, .?[…].");
            }
            texts.add(each.toString());
        }
        return texts;
    }

    private static @Nullable Object[] several(@Nullable Object value) {
        return value == null || ObjectUtils.isArray(value) ? ObjectUtils.toObjectArray(value) : new Object[] {value};
    }

    private Context context(@Nullable Object target, @Nullable Object[] arguments) {
        Root root = new Root(method.method().getName(), method.method(), target, method.owner(), arguments);
        return new Context(root, indexes, beans);
    }

    private @Nullable Object value(Context context) {
        try {
            return expression.getValue(context);
        } catch (EvaluationException e) {
            throw new CacheKeyException(where() + " cannot be evaluated: " + e.getMessage(), e);
        }
    }

    private boolean truth(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw new CacheKeyException(where() + " gives "
                + (value == null ? "null" : "a " + value.getClass().getName())
                + ". Write one that gives true or false.");
    }

    private String where() {
        return "The expression " + attribute + " = \"" + expression.getExpressionString() + "\" of " + method;
    }

    /** Finds arguments by their names, without copying them. */
    private static final class Context extends StandardEvaluationContext {

        private final Root root;
        private final Map<String, Integer> indexes;

        Context(Root root, Map<String, Integer> indexes, BeanResolver beans) {
            super(root);
            this.root = root;
            this.indexes = indexes;
            setBeanResolver(beans);
        }

        @Override
        public @Nullable Object lookupVariable(String name) {
            Integer index = indexes.get(name);
            return index != null ? root.args[index] : super.lookupVariable(name);
        }
    }
}
