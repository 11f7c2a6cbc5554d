package io.ledgerlink.nexus.cache.codec;

import java.util.function.Function;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.Converter;

/** A function between two resolved types, as Jackson wants it. */
record Conversion<I, O>(JavaType from, JavaType to, Function<I, O> function) implements Converter<I, O> {

    @Override
    public O convert(DeserializationContext context, I value) {
        return function.apply(value);
    }

    @Override
    public O convert(SerializationContext context, I value) {
        return function.apply(value);
    }

    @Override
    public JavaType getInputType(TypeFactory types) {
        return from;
    }

    @Override
    public JavaType getOutputType(TypeFactory types) {
        return to;
    }
}
