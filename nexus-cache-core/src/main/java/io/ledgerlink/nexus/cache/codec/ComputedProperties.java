package io.ledgerlink.nexus.cache.codec;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/**
 * Skips what a bean's getters compute: it is written, and nothing can take it back.
 *
 * <p>What a record does not know was not written by one of its shape, and stays an error.
 */
final class ComputedProperties extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            ValueDeserializer<?> deserializer,
            Object beanOrClass,
            String name) {
        Class<?> type = beanOrClass instanceof Class<?> itself ? itself : beanOrClass.getClass();
        if (type.isRecord()) {
            return false;
        }
        parser.skipChildren();
        return true;
    }
}
