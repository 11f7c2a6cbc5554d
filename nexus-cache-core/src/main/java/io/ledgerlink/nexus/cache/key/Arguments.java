package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.Type;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a key keeps of an argument. Internal. Safe for use by many threads. */
public final class Arguments {

    private Arguments() {}

    /**
     * The argument itself if it can never change and is equal by value; else its canonical text as it is now.
     *
     * @throws UnfitValueException if the argument has no canonical text
     */
    public static @Nullable Object fix(@Nullable Object argument) {
        if (argument == null || argument instanceof String || argument instanceof UUID || argument instanceof Long) {
            return argument;
        }
        if (argument instanceof FixedText || ValueType.of(argument.getClass()).immutable()) {
            return argument;
        }
        return new FixedText(CanonicalText.of(argument));
    }

    /**
     * Why no value of a declared type can be an argument, remedy included; {@code null} if values can, or if only they
     * themselves will tell, as those of an interface.
     */
    public static @Nullable String unfitness(Type type) {
        return new DeclaredArgument().unfitness(type);
    }
}
