package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What has been learnt about a cache's types from the methods that were called and the values that were put.
 *
 * <p>Safe for use by many threads. A type that is learnt too late costs a miss.
 */
final class SeenTypes implements ValueTypes {

    private volatile List<Type> seen = List.of();

    void see(Type type) {
        if (!seen.contains(type)) {
            learn(type);
        }
    }

    private synchronized void learn(Type type) {
        List<Type> more = new ArrayList<>(seen);
        if (!more.contains(type)) {
            more.add(type);
            seen = List.copyOf(more);
        }
    }

    @Override
    public Type any() {
        List<Type> known = seen;
        return known.size() == 1 ? known.get(0) : Object.class;
    }

    @Override
    public Type of(Class<?> asked) {
        Class<?> wanted = ClassUtils.resolvePrimitiveIfNecessary(asked);
        Type known = single(wanted::isAssignableFrom);
        return known != null ? known : ownType(wanted);
    }

    @Override
    public Type ofValue(@Nullable Object value) {
        if (value == null) {
            return any();
        }
        Type known = single(type -> type.isInstance(value));
        Type type = known != null ? known : ownType(value.getClass());
        see(type);
        return type;
    }

    private @Nullable Type single(Predicate<Class<?>> fits) {
        List<Type> fitting = seen.stream()
                .filter(type -> fits.test(ResolvableType.forType(type).toClass()))
                .toList();
        return fitting.size() == 1 ? fitting.get(0) : null;
    }

    /** Plain values are told apart by what is written of them; of a generic class nobody knows the arguments. */
    private static Type ownType(Class<?> type) {
        boolean plain = type.getName().startsWith("java.") || type.getTypeParameters().length > 0;
        return plain || type.isArray() || type.isAnonymousClass() || type.isHidden() ? Object.class : type;
    }
}
