package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** Which values Spring caches of a method: what its return type holds, taken out as Spring takes it out. */
final class ReturnTypes {

    /** Types from different sources may be equal and not have one hash, so the first of a name stands for all. */
    private final Map<String, Type> named = new ConcurrentHashMap<>();

    Type of(Method method, Class<?> targetClass) {
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        return one(value(ResolvableType.forMethodReturnType(specific, targetClass)));
    }

    private static Type value(ResolvableType returned) {
        Class<?> raw = returned.toClass();
        if (raw == Optional.class || CompletableFuture.class.isAssignableFrom(raw)) {
            return plain(returned.as(raw == Optional.class ? Optional.class : CompletableFuture.class)
                    .getGeneric());
        }
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
        if (adapter == null) {
            return plain(returned);
        }
        ResolvableType element = returned.getGeneric();
        return adapter.isMultiValue()
                ? ResolvableType.forClassWithGenerics(List.class, ResolvableType.forType(plain(element)))
                        .getType()
                : plain(element);
    }

    /** A type without anything left open; where too much is open, anything. */
    private static Type plain(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null || raw == void.class || raw == Void.class) {
            return Object.class;
        }
        if (raw.isPrimitive()) {
            return ClassUtils.resolvePrimitiveIfNecessary(raw);
        }
        if (!type.hasGenerics()) {
            return type.isArray() ? type.getType() : raw;
        }
        if (type.hasUnresolvableGenerics()) {
            return Object.class;
        }
        ResolvableType[] arguments = new ResolvableType[type.getGenerics().length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = ResolvableType.forType(plain(type.getGeneric(i)));
        }
        return ResolvableType.forClassWithGenerics(raw, arguments).getType();
    }

    private Type one(Type type) {
        Type first = named.putIfAbsent(type.getTypeName(), type);
        return first != null && first.equals(type) ? first : type;
    }
}
