package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * Names the classes that a sealed type permits: by {@code @JsonTypeName}, by their simple names, or, where two of them share
 * one, by their full names. Nothing but a permitted class is written or read.
 */
final class SealedNames extends TypeIdResolverBase {

    private static final long serialVersionUID = 1L;

    private @Nullable JavaType sealed;

    private Map<String, Class<?>> classes = Map.of();

    private Map<Class<?>, String> names = Map.of();

    /** Whether a type is sealed for its author's sake; an enum with constant bodies is sealed by the compiler. */
    static boolean apply(Class<?> type) {
        return type.isSealed() && !Enum.class.isAssignableFrom(type);
    }

    /** Returns the classes that can be met as values of a sealed type, by their names. */
    static SortedMap<String, Class<?>> of(Class<?> sealed) {
        Set<Class<?>> permitted = new LinkedHashSet<>();
        collect(sealed, permitted);
        Map<String, List<Class<?>>> bySimpleName =
                permitted.stream().collect(Collectors.groupingBy(SealedNames::simpleName));
        SortedMap<String, Class<?>> classes = new TreeMap<>();
        bySimpleName.forEach((name, sharing) -> {
            for (Class<?> each : sharing) {
                classes.put(sharing.size() == 1 ? name : each.getName(), each);
            }
        });
        return classes;
    }

    private static void collect(Class<?> type, Set<Class<?>> permitted) {
        if (type.isEnum() || !Modifier.isAbstract(type.getModifiers())) {
            permitted.add(type);
        }
        if (apply(type)) {
            for (Class<?> subclass : type.getPermittedSubclasses()) {
                collect(subclass, permitted);
            }
        }
    }

    private static String simpleName(Class<?> type) {
        JsonTypeName name = type.getAnnotation(JsonTypeName.class);
        return name == null || name.value().isEmpty() ? type.getSimpleName() : name.value();
    }

    @Override
    public void init(JavaType baseType) {
        sealed = baseType;
        classes = of(baseType.getRawClass());
        names = new HashMap<>();
        classes.forEach((name, type) -> names.put(type, name));
    }

    @Override
    public String idFromValue(DatabindContext context, Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        String name = names.get(type);
        if (name == null) {
            throw new UnsupportedTypeException(
                    "%s is no final or permitted subclass of the sealed type that was declared, so its name would not be read again; declare one of %s"
                            .formatted(type.getName(), classes.keySet()));
        }
        return name;
    }

    @Override
    public String idFromValueAndType(DatabindContext context, Object value, Class<?> suggestedType) {
        return idFromValue(context, value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String name) {
        Class<?> type = classes.get(name);
        if (type == null) {
            throw new IllegalArgumentException("No permitted class is called %s".formatted(name));
        }
        return context.constructSpecializedType(Objects.requireNonNull(sealed), type);
    }

    @Override
    public String getDescForKnownTypeIds() {
        return classes.keySet().toString();
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
