package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Reads Jackson's annotations for what they say about names and construction, not for what they hide from a web client.
 *
 * <p>A record is all of its components, whatever is ignored in other JSON; nothing is left out for being null or empty. Sealed
 * types, and types that say nothing, are given logical names in the bytes.
 */
final class ExactIntrospector extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    /** Returns the introspector with Jackson's own replaced by this one, and those of modules kept. */
    static AnnotationIntrospector insteadOf(AnnotationIntrospector introspector) {
        return introspector.allIntrospectors().stream()
                .map(each -> each.getClass() == JacksonAnnotationIntrospector.class ? new ExactIntrospector() : each)
                .reduce(AnnotationIntrospector::pair)
                .orElseGet(ExactIntrospector::new);
    }

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        JsonTypeInfo.Value declared = super.findPolymorphicTypeInfo(config, annotated);
        if (declared != null) {
            return withoutClassNames(declared, annotated);
        }
        if (annotated instanceof AnnotatedClass type) {
            if (isSealed(type)) {
                return logicalNames(JsonTypeInfo.As.WRAPPER_OBJECT);
            }
            if (PlainNames.apply(type.getRawType())) {
                return logicalNames(JsonTypeInfo.As.WRAPPER_ARRAY);
            }
        }
        return null;
    }

    private static JsonTypeInfo.Value withoutClassNames(JsonTypeInfo.Value declared, Annotated annotated) {
        if (declared.getIdType() == JsonTypeInfo.Id.CLASS || declared.getIdType() == JsonTypeInfo.Id.MINIMAL_CLASS) {
            throw new UnsupportedTypeException(
                    "%s is read by class names from the bytes, which a cache must not believe; use JsonTypeInfo.Id.NAME, or seal the type"
                            .formatted(annotated));
        }
        return declared;
    }

    private static boolean isSealed(AnnotatedClass type) {
        return SealedNames.apply(type.getRawType()) && !StandIn.replaces(type.getRawType());
    }

    private static JsonTypeInfo.Value logicalNames(JsonTypeInfo.As where) {
        return JsonTypeInfo.Value.construct(JsonTypeInfo.Id.CUSTOM, where, null, null, false, true);
    }

    @Override
    public @Nullable Object findTypeIdResolver(MapperConfig<?> config, Annotated annotated) {
        Object declared = super.findTypeIdResolver(config, annotated);
        if (declared != null || super.findPolymorphicTypeInfo(config, annotated) != null) {
            return declared;
        }
        if (annotated instanceof AnnotatedClass type && isSealed(type)) {
            return SealedNames.class;
        }
        return annotated instanceof AnnotatedClass type && PlainNames.apply(type.getRawType())
                ? PlainNames.class
                : null;
    }

    @Override
    public boolean hasIgnoreMarker(MapperConfig<?> config, AnnotatedMember member) {
        return !member.getDeclaringClass().isRecord() && super.hasIgnoreMarker(config, member);
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedClass && annotated.getRawType().isRecord()
                ? JsonIgnoreProperties.Value.empty()
                : super.findPropertyIgnoralByName(config, annotated);
    }

    @Override
    public JsonFormat.@Nullable Value findFormat(MapperConfig<?> config, Annotated annotated) {
        return null;
    }

    @Override
    public JsonProperty.@Nullable Access findPropertyAccess(MapperConfig<?> config, Annotated annotated) {
        return null;
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(MapperConfig<?> config, Annotated annotated) {
        return JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS);
    }

    @Override
    public Class<?> @Nullable [] findViews(MapperConfig<?> config, Annotated annotated) {
        return null;
    }
}
