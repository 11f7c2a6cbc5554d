package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import io.ledgerlink.nexus.cache.value.DeclaredTypes;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.type.ResolvedRecursiveType;

/**
 * Describes what a mapper reads and writes for a type, all the way down, as text; used once.
 *
 * <p>A record is its components in order, a bean its properties by name, a sealed type its permitted classes by logical name.
 * What cannot be looked into, and an enum, is its class's name: a new constant leaves old entries readable.
 */
final class Structure {

    private final ObjectMapper mapper;

    private final DeserializationConfig config;

    private final ClassIntrospector introspector;

    private final Map<JavaType, Integer> seen = new HashMap<>();

    private final StringBuilder text = new StringBuilder();

    private final boolean strict;

    private Structure(ObjectMapper mapper, boolean strict) {
        this.mapper = mapper;
        this.config = mapper.deserializationConfig();
        this.introspector = config.classIntrospectorInstance();
        this.strict = strict;
    }

    /** Describes a type, and refuses one that the mapper could not give back. */
    static String checked(Type type, ObjectMapper mapper) {
        return new Structure(mapper, true).describe(type);
    }

    /** Describes a type that something else than the mapper reads and writes. */
    static String unchecked(Type type, ObjectMapper mapper) {
        return new Structure(mapper, false).describe(type);
    }

    private String describe(Type type) {
        // Types are users' and annotated by them: whatever Jackson finds wrong with one is a reason to refuse it. A
        // type
        // whose arguments grow at every step has no end.
        try {
            append(mapper.constructType(type));
            return text.toString();
        } catch (JacksonException | IllegalArgumentException | StackOverflowError contradiction) {
            if (strict) {
                throw new UnsupportedTypeException("%s cannot be written and read back: %s; declare another type"
                        .formatted(type.getTypeName(), contradiction.getMessage()));
            }
            return type.getTypeName();
        }
    }

    private void append(JavaType declared) {
        JavaType type = declared instanceof ResolvedRecursiveType itself ? itself.getSelfReferencedType() : declared;
        if (strict) {
            DeclaredTypes.refuseOneTimeTypes(type.getRawClass());
        }
        if (type.isArrayType()) {
            appendNamed("", List.of(type.getContentType()));
        } else if (isPlain(type)) {
            appendNamed(type.getRawClass().getName(), arguments(type));
        } else {
            appendOnce(type);
        }
    }

    /** Whether nothing of the type's own is to be described, and it cannot contain itself. */
    private static boolean isPlain(JavaType type) {
        return type.isPrimitive()
                || type.isEnumType()
                || type.getRawClass().getName().startsWith("java.")
                || isReplaced(type);
    }

    private static boolean isReplaced(JavaType type) {
        StandIn<?, ?> standIn = StandIn.find(type);
        return standIn != null && standIn.gives(type);
    }

    private static List<JavaType> arguments(JavaType type) {
        if (type.isMapLikeType()) {
            return List.of(type.getKeyType(), type.getContentType());
        }
        return type.hasContentType()
                ? List.of(type.getContentType())
                : type.getBindings().getTypeParameters();
    }

    private void appendNamed(String name, List<JavaType> arguments) {
        text.append(name).append('<');
        for (JavaType argument : arguments) {
            append(argument);
            text.append(',');
        }
        text.append('>');
    }

    private void appendOnce(JavaType type) {
        Integer before = seen.putIfAbsent(type, seen.size());
        if (before != null) {
            text.append('#').append(before);
        } else if (type.isContainerType() || type.isReferenceType()) {
            appendNamed(type.getRawClass().getName(), arguments(type));
        } else if (SealedNames.apply(type.getRawClass()) && !isAnnotatedOtherwise(type)) {
            appendPermitted(type);
        } else if (isPolymorphic(type)) {
            appendRegistered(type);
        } else {
            appendContent(type);
        }
    }

    private void appendPermitted(JavaType type) {
        appendSubtypes("sealed", SealedNames.of(type.getRawClass()), type);
    }

    private void appendRegistered(JavaType type) {
        SortedMap<String, Class<?>> subtypes = new TreeMap<>();
        for (NamedType each :
                config.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotations(type))) {
            if (each.hasName() && !Modifier.isAbstract(each.getType().getModifiers())) {
                subtypes.put(each.getName(), each.getType());
            }
        }
        appendSubtypes(type.getRawClass().getName(), subtypes, type);
    }

    private void appendSubtypes(String kind, SortedMap<String, Class<?>> subtypes, JavaType base) {
        text.append(kind).append('{');
        subtypes.forEach((name, subtype) -> {
            text.append(name).append('=');
            appendSubtype(mapper.getTypeFactory().constructSpecializedType(base, subtype));
            text.append(';');
        });
        text.append('}');
    }

    private void appendSubtype(JavaType type) {
        if (type.isEnumType()) {
            append(type);
        } else {
            appendContent(type);
        }
    }

    private boolean isPolymorphic(JavaType type) {
        return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotations(type)) != null;
    }

    private boolean isAnnotatedOtherwise(JavaType type) {
        return annotations(type).hasAnnotation(JsonTypeInfo.class);
    }

    private AnnotatedClass annotations(JavaType type) {
        return introspector.introspectClassAnnotations(type);
    }

    private void appendContent(JavaType type) {
        if (strict && !isReadAsBean(type)) {
            appendNamed(type.getRawClass().getName(), arguments(type));
            return;
        }
        BeanDescription description = strict
                ? introspector.introspectForDeserialization(type, annotations(type))
                : introspector.introspectForSerialization(type, annotations(type));
        List<BeanPropertyDefinition> properties = description.findProperties();
        if (properties.isEmpty()) {
            text.append(type.getRawClass().getName());
        }
        text.append('{');
        properties.stream().sorted(order(type.getRawClass())).forEach(property -> {
            text.append(property.getName()).append(':');
            append(property.getPrimaryType());
            text.append(';');
        });
        text.append('}');
    }

    private static Comparator<BeanPropertyDefinition> order(Class<?> type) {
        Comparator<BeanPropertyDefinition> byName = Comparator.comparing(BeanPropertyDefinition::getName);
        if (!type.isRecord()) {
            return byName;
        }
        List<String> components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        return Comparator.<BeanPropertyDefinition>comparingInt(
                        property -> components.indexOf(property.getInternalName()))
                .thenComparing(byName);
    }

    private boolean isReadAsBean(JavaType type) {
        ValueDeserializer<?> deserializer = deserializer(type);
        String name = type.getRawClass().getName();
        if (deserializer instanceof AbstractDeserializer) {
            throw new UnsupportedTypeException(
                    "%s is %s, so nothing says what to read it as; declare a class or a record, or seal it"
                            .formatted(name, type.isInterface() ? "an interface" : "abstract"));
        }
        if (!(deserializer instanceof BeanDeserializerBase bean)) {
            return false;
        }
        if (!bean.getValueInstantiator().canInstantiate()) {
            throw new UnsupportedTypeException(
                    "%s has no constructor that it could be read with; make it a record, or give it a constructor without parameters or one with @JsonCreator"
                            .formatted(name));
        }
        return true;
    }

    private ValueDeserializer<?> deserializer(JavaType type) {
        try {
            return mapper._deserializationContext().findNonContextualValueDeserializer(type);
        } catch (JacksonException unreadable) {
            throw new UnsupportedTypeException(
                    "%s cannot be read back: %s; declare another type, or register a module for it"
                            .formatted(type.getRawClass().getName(), unreadable.getOriginalMessage()));
        }
    }
}
