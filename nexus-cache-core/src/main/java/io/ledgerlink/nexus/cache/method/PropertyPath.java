package io.ledgerlink.nexus.cache.method;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * The way from a value to a property of a property of it, found once from the declared type. Immutable.
 *
 * @since 0.1
 */
public record PropertyPath(List<Step> steps, ResolvableType type) {

    /** One step: a component of a record, a getter, or a public field. */
    public interface Step {

        /** What the owner has there. */
        @Nullable Object read(Object owner);
    }

    /** A path, or the first name that its owner has no property of. */
    static PropertyPath of(ResolvableType start, List<String> names) throws UnknownPropertyException {
        List<Step> steps = new ArrayList<>();
        ResolvableType type = start;
        for (String name : names) {
            Class<?> owner = type.resolve(Object.class);
            Method getter = getter(owner, name);
            if (getter != null) {
                type = ResolvableType.forType(getter.getGenericReturnType(), type.as(getter.getDeclaringClass()));
                steps.add(value -> invoke(getter, value));
                continue;
            }
            Field field = field(owner, name);
            if (field == null) {
                throw new UnknownPropertyException(name, owner);
            }
            type = ResolvableType.forField(field, type.as(field.getDeclaringClass()));
            steps.add(value -> ReflectionUtils.getField(field, value));
        }
        return new PropertyPath(List.copyOf(steps), type);
    }

    private static @Nullable Method getter(Class<?> owner, String name) {
        String capital = StringUtils.capitalize(name);
        for (String candidate : List.of(name, "get" + capital, "is" + capital)) {
            Method method = ReflectionUtils.findMethod(owner, candidate);
            if (method != null
                    && method.getReturnType() != void.class
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getDeclaringClass() != Object.class) {
                ReflectionUtils.makeAccessible(method);
                return method;
            }
        }
        return null;
    }

    private static @Nullable Field field(Class<?> owner, String name) {
        Field field = ReflectionUtils.findField(owner, name);
        return field != null && Modifier.isPublic(field.getModifiers()) ? field : null;
    }

    private static @Nullable Object invoke(Method getter, Object owner) {
        try {
            return getter.invoke(owner);
        } catch (InvocationTargetException e) {
            ReflectionUtils.rethrowRuntimeException(e.getTargetException());
            throw new IllegalStateException("A getter's failure was thrown", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(getter + " was made accessible and is not", e);
        }
    }

    /** The value at the end, {@code null} where the way ends before. */
    @Nullable Object read(@Nullable Object start) {
        Object value = start;
        for (Step step : steps) {
            if (value == null) {
                return null;
            }
            value = step.read(value);
        }
        return value;
    }

    /** A name that is no property. */
    static final class UnknownPropertyException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final transient Class<?> owner;

        private UnknownPropertyException(String name, Class<?> owner) {
            super(name, null, false, false);
            this.name = name;
            this.owner = owner;
        }

        String name() {
            return name;
        }

        Class<?> owner() {
            return owner;
        }
    }
}
