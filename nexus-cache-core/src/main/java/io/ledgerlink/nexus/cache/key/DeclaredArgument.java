package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a declared type says about its values as arguments, those inside it included. */
final class DeclaredArgument {

    /** By name, as most may be absent. */
    private static final Set<String> OF_ONE_CALL = Set.of(
            "jakarta.servlet.ServletRequest",
            "jakarta.servlet.ServletResponse",
            "jakarta.servlet.http.HttpSession",
            "org.springframework.http.HttpMessage",
            "org.springframework.web.context.request.RequestAttributes",
            "org.springframework.web.multipart.MultipartFile",
            "org.springframework.web.server.ServerWebExchange",
            "java.io.InputStream",
            "java.io.OutputStream",
            "java.io.Reader",
            "java.io.Writer",
            "java.util.Iterator",
            "java.util.stream.BaseStream",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.Executor",
            "java.util.concurrent.Future",
            "org.reactivestreams.Publisher");

    private final Set<Type> seen = new HashSet<>();

    @Nullable String unfitness(Type type) {
        if (!seen.add(type)) {
            return null;
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain);
        }
        if (type instanceof ParameterizedType parameterized) {
            if (parameterized.getRawType() == Class.class) {
                return null; // Its argument says what it is the class of, and is no value inside it.
            }
            String own = unfitness(parameterized.getRawType());
            return own != null ? own : first(parameterized.getActualTypeArguments());
        }
        if (type instanceof GenericArrayType array) {
            return unfitness(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return first(wildcard.getUpperBounds());
        }
        return type instanceof TypeVariable<?> variable ? first(variable.getBounds()) : null;
    }

    private @Nullable String ofClass(Class<?> type) {
        if (type.isPrimitive()) {
            return null;
        }
        if (type.isArray()) {
            return unfitness(type.getComponentType());
        }
        if (isOfOneCall(type)) {
            return "values of " + type.getName() + " belong to one call, and are not equal to those of another. "
                    + ValueType.REMEDY;
        }
        // Of these, a value's own class decides.
        if (Modifier.isAbstract(type.getModifiers()) || type == Object.class) {
            return null;
        }
        if (ValueType.of(type) instanceof ValueType.Unfit unfit) {
            return unfit.reason();
        }
        return type.isRecord() ? ofComponents(type) : null;
    }

    private static boolean isOfOneCall(@Nullable Class<?> type) {
        return type != null
                && (OF_ONE_CALL.contains(type.getName())
                        || isOfOneCall(type.getSuperclass())
                        || Arrays.stream(type.getInterfaces()).anyMatch(DeclaredArgument::isOfOneCall));
    }

    private @Nullable String ofComponents(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String unfit = unfitness(component.getGenericType());
            if (unfit != null) {
                return "its component '" + component.getName() + "': " + unfit;
            }
        }
        return null;
    }

    private @Nullable String first(Type[] types) {
        for (Type type : types) {
            String unfit = unfitness(type);
            if (unfit != null) {
                return unfit;
            }
        }
        return null;
    }
}
