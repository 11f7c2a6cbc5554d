package io.ledgerlink.nexus.cache.aspect;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** What the declared types of one method are, once the variables of its owner are known. */
final class ResultTypes {

    private static final int DEEPEST = 8;

    private ResultTypes() {}

    /** The type with its variables replaced, and no primitive. */
    static Type known(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null) {
            return type.getType();
        }
        if (raw.isArray()) {
            return isGenericArray(type) ? new ArrayOf(known(type.getComponentType())) : raw;
        }
        if (!type.hasGenerics()) {
            return ClassUtils.resolvePrimitiveIfNecessary(raw);
        }
        if (Arrays.stream(type.getGenerics()).noneMatch(generic -> isVariable(generic, 0))) {
            return type.getType() instanceof TypeVariable<?> ? type.as(raw).getType() : type.getType();
        }
        ResolvableType[] generics = Arrays.stream(type.getGenerics())
                .map(generic -> isVariable(generic, 0) ? ResolvableType.forType(known(generic)) : generic)
                .toArray(ResolvableType[]::new);
        return ResolvableType.forClassWithGenerics(raw, generics).getType();
    }

    private static boolean isVariable(ResolvableType type, int depth) {
        return type.getType() instanceof TypeVariable<?>
                || (type.getType() instanceof WildcardType wildcard && isBoundByVariable(wildcard))
                || (depth < DEEPEST && type.isArray() && isVariable(type.getComponentType(), depth + 1))
                || (depth < DEEPEST
                        && Arrays.stream(type.getGenerics()).anyMatch(inner -> isVariable(inner, depth + 1)));
    }

    private static boolean isBoundByVariable(WildcardType wildcard) {
        return Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                .flatMap(Arrays::stream)
                .anyMatch(TypeVariable.class::isInstance);
    }

    /** Whether the class of the array does not say all of its elements. */
    private static boolean isGenericArray(ResolvableType type) {
        ResolvableType element = type.getComponentType();
        return element.isArray() ? isGenericArray(element) : element.hasGenerics();
    }

    /** An array of elements that a class alone does not name. */
    private record ArrayOf(Type getGenericComponentType) implements GenericArrayType {

        @Override
        public String toString() {
            return getGenericComponentType.getTypeName() + "[]";
        }
    }

    /** The classes of a type and of all types inside it. */
    static Set<Class<?>> within(ResolvableType type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(type, found, 0);
        return found;
    }

    private static void collect(ResolvableType type, Set<Class<?>> found, int depth) {
        Class<?> raw = type.resolve();
        if (raw == null || depth > DEEPEST) {
            return;
        }
        if (type.isArray()) {
            collect(type.getComponentType(), found, depth + 1);
            return;
        }
        found.add(raw);
        for (ResolvableType generic : type.getGenerics()) {
            collect(generic, found, depth + 1);
        }
    }
}
