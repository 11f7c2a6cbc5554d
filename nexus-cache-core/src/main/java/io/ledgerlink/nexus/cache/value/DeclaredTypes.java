package io.ledgerlink.nexus.cache.value;

import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** What can be said of a declared type without any codec. */
public final class DeclaredTypes {

    /** Their values can be consumed once, or belong to one process; a second caller would get nothing. */
    private static final List<Class<?>> ONE_TIME = List.of(
            BaseStream.class,
            Iterator.class,
            Spliterator.class,
            InputStream.class,
            Reader.class,
            Future.class,
            CompletionStage.class,
            Flow.Publisher.class,
            AutoCloseable.class,
            Thread.class,
            ClassLoader.class);

    private DeclaredTypes() {}

    /** Returns the class behind a type; that of a variable or a wildcard is its first upper bound's. */
    public static Class<?> rawClass(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return rawClass(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(rawClass(array.getGenericComponentType()), 0)
                    .getClass();
        }
        if (type instanceof TypeVariable<?> variable) {
            return rawClass(variable.getBounds()[0]);
        }
        if (type instanceof WildcardType wildcard) {
            return rawClass(wildcard.getUpperBounds()[0]);
        }
        throw new UnsupportedTypeException(
                "The type %s is of no known kind; declare a class or a parameterized class".formatted(type));
    }

    public static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    public static void refuseOneTimeTypes(Type type) {
        Class<?> raw = rawClass(type);
        if (raw == void.class || raw == Void.class) {
            throw new UnsupportedTypeException(
                    "A method that returns %s has no result to cache; cache a method that returns a value"
                            .formatted(raw.getSimpleName()));
        }
        for (Class<?> oneTime : ONE_TIME) {
            if (oneTime.isAssignableFrom(raw)) {
                throw new UnsupportedTypeException(
                        "A %s can be used only once, or only in this process, and so cannot be cached; return its content instead, for instance as a List or a record"
                                .formatted(type.getTypeName()));
            }
        }
    }
}
