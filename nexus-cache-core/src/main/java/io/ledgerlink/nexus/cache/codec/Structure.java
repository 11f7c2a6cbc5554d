package io.ledgerlink.nexus.cache.codec;

import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;

/** Describes what a mapper reads and writes for a type, all the way down, as text; used once. */
final class Structure {

    private final ObjectMapper mapper;

    private final Map<JavaType, Integer> seen = new HashMap<>();

    private final StringBuilder text = new StringBuilder();

    Structure(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    String describe(Type type) {
        append(mapper.constructType(type));
        return text.toString();
    }

    private void append(JavaType type) {
        if (type.isArrayType()) {
            text.append('[');
            append(type.getContentType());
            text.append(']');
        } else if (isOpaque(type)) {
            text.append(type.getRawClass().getName());
            appendArguments(type);
        } else {
            appendProperties(type);
        }
    }

    private static boolean isOpaque(JavaType type) {
        return type.isPrimitive()
                || type.isEnumType()
                || type.isContainerType()
                || type.isReferenceType()
                || type.getRawClass().getName().startsWith("java.")
                || type.getRawClass().getName().startsWith("org.springframework.data.domain.");
    }

    private void appendArguments(JavaType type) {
        for (int at = 0; at < type.containedTypeCount(); at++) {
            text.append(at == 0 ? '<' : ',');
            append(type.containedType(at));
        }
        if (type.containedTypeCount() > 0) {
            text.append('>');
        }
    }

    private void appendProperties(JavaType type) {
        Integer before = seen.putIfAbsent(type, seen.size());
        if (before != null) {
            text.append('#').append(before);
            return;
        }
        text.append('{');
        for (BeanPropertyDefinition property : properties(type)) {
            text.append(property.getName()).append(':');
            append(property.getPrimaryType());
            text.append(';');
        }
        text.append('}');
    }

    private List<BeanPropertyDefinition> properties(JavaType type) {
        DeserializationConfig config = mapper.deserializationConfig();
        ClassIntrospector introspector = config.classIntrospectorInstance();
        BeanDescription description =
                introspector.introspectForDeserialization(type, introspector.introspectClassAnnotations(type));
        return description.findProperties().stream()
                .sorted(Comparator.comparing(BeanPropertyDefinition::getName))
                .toList();
    }
}
