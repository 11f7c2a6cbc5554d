package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;

/** The settings under which Jackson gives back what it was given, whatever the mapper was made for. */
final class ExactMapping {

    /** Digits of a number; a limit keeps hostile bytes from costing quadratic time. */
    static final int MAX_NUMBER_LENGTH = 10_000;

    private ExactMapping() {}

    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B of(B builder) {
        return builder.annotationIntrospector(ExactIntrospector.insteadOf(builder.annotationIntrospector()))
                .addModule(new ExactModule())
                .addHandler(new ComputedProperties())
                .deactivateDefaultTyping()
                .changeDefaultPropertyInclusion(
                        ignored -> JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(
                        MapperFeature.USE_GETTERS_AS_SETTERS,
                        MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY,
                        MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.USE_BIG_INTEGER_FOR_INTS,
                        DeserializationFeature.USE_LONG_FOR_INTS,
                        DeserializationFeature.ACCEPT_FLOAT_AS_INT,
                        DeserializationFeature.UNWRAP_ROOT_VALUE,
                        DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
                        DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
                        DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT,
                        DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT)
                .disable(
                        SerializationFeature.WRAP_ROOT_VALUE,
                        SerializationFeature.INDENT_OUTPUT,
                        SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED,
                        SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS,
                        SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(
                        EnumFeature.WRITE_ENUMS_USING_INDEX,
                        EnumFeature.WRITE_ENUMS_USING_TO_STRING,
                        EnumFeature.READ_ENUMS_USING_TO_STRING,
                        EnumFeature.WRITE_ENUMS_TO_LOWERCASE);
    }
}
