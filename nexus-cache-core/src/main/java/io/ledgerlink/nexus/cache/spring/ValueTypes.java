package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which type a cache's values have. Spring's {@code Cache} does not say, and entries never do.
 *
 * <p>An entry of one type is none for a call that asks for another.
 */
interface ValueTypes {

    /** The type to look for where the caller names none. */
    Type any();

    /** The type to look for where the caller names a class. */
    Type of(Class<?> asked);

    /** The type to keep a value as. */
    Type ofValue(@Nullable Object value);

    /** The type that a method declares, whatever comes. */
    static ValueTypes declared(Type type) {
        return new Declared(type);
    }

    /** See {@link #declared}. */
    record Declared(Type any) implements ValueTypes {

        @Override
        public Type of(Class<?> asked) {
            return any;
        }

        @Override
        public Type ofValue(@Nullable Object value) {
            return any;
        }
    }
}
